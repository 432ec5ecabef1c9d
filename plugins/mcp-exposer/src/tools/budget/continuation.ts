import { createHash } from 'node:crypto'
import { emptyObject, InputError, isList, isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import type { ShownInput } from '../input-schema.ts'
import type { Place } from './words.ts'

/**
 * The argument by which a client goes on where an answer was cut. It says where that was, and of which arguments: any
 * process can answer it by calling again, and nothing is kept.
 */
export interface Continuation {
  /** The arguments of the tool with this one. */
  readonly shown: ShownInput
  /** Takes the argument out again. Throws an `InputError` where it belongs to other arguments. */
  take(input: JsonObject): Taken
  /** What continues a call with these arguments at an item. */
  at(input: JsonObject, item: number): NonNullable<Place['next']>
}

export interface Taken {
  readonly input: JsonObject
  /** The first item that is wanted. */
  readonly start: number
}

const DESCRIPTION =
  'Only after an answer that was truncated: the value that it handed out, to get what it left out. Repeat all other arguments as they were.'

const CURSOR = /^(\d{1,9})-([0-9a-f]{12})$/

/** Adds the argument to those of a tool. */
export function continuationOf(tool: string, shown: ShownInput): Continuation {
  const properties = isObject(shown.schema['properties']) ? shown.schema['properties'] : emptyObject()
  const name = freeName(properties, shown.originals)
  const hash = (input: JsonObject): string => createHash('sha256').update(tool).update(canonical(input)).digest('hex').slice(0, 12)
  return {
    shown: { ...shown, schema: { ...shown.schema, properties: { ...properties, [name]: { type: 'string', description: DESCRIPTION } } } },
    take: (given) => {
      if (!Object.hasOwn(given, name)) return { input: given, start: 0 }
      const { [name]: cursor, ...rest } = given
      const input: JsonObject = Object.assign(emptyObject(), rest)
      return { input, start: startOf(cursor!, hash(input), name) }
    },
    at: (input, item) => ({ argument: name, value: `${item}-${hash(input)}` }),
  }
}

function startOf(cursor: JsonValue, hash: string, name: string): number {
  const [, item, written] = CURSOR.exec(String(cursor)) ?? []
  if (item === undefined) throw new InputError(`"${name}" must be the value that an earlier answer handed out`, { input: name })
  if (written !== hash)
    throw new InputError(`"${name}" belongs to a call with other arguments; repeat those exactly, or leave "${name}" out to begin anew`, {
      input: name,
    })
  return Number(item)
}

function freeName(properties: JsonObject, originals: ShownInput['originals']): string {
  const taken = new Set([...Object.keys(properties), ...originals.values()])
  let name = 'continue'
  for (let number = 2; taken.has(name); number += 1) name = `continue_${number}`
  return name
}

/** The same text for the same arguments, in whatever order they came. */
function canonical(value: JsonValue): string {
  if (isList(value)) return `[${value.map(canonical).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const members = Object.keys(value).toSorted()
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonical(value[key]!)}`).join(',')}}`
}
