import { isList, isObject, type JsonObject, type JsonValue, pointerTo, type Problem } from '@naftiko/plugin-api'
import { nearest } from '../nearest.ts'
import { VALUE_TYPES } from '../schema/parts/output.ts'
import { either } from '../wording.ts'
import { unknownKeyProblem } from './explain.ts'
import { foreignValue } from './foreign-words.ts'

/** What an output can have; documents write other things besides, which do no harm. */
const KEYS = ['name', 'type', 'description', 'mapping', 'value', 'const', 'properties', 'items', 'required', 'tags', 'maxLength']

/** Members whose content belongs to the user. */
const DATA: ReadonlySet<string> = new Set(['with', 'inputSchema', 'body', 'inputParameters', 'value', 'default'])

/** Slips in `outputParameters`, wherever they stand: types that are none, and keys that are nearly one that is read. */
export function* outputProblems(value: JsonValue, at: string): Generator<Problem> {
  if (isList(value)) for (const [index, item] of value.entries()) yield* outputProblems(item, pointerTo(at, index))
  if (!isObject(value)) return
  for (const [key, member] of Object.entries(value)) {
    const place = pointerTo(at, key)
    if (key === 'outputParameters') yield* ofEach(member, place)
    else if (!DATA.has(key)) yield* outputProblems(member, place)
  }
}

function* ofEach(outputs: JsonValue, at: string): Generator<Problem> {
  if (!isList(outputs) && !isObject(outputs)) return
  for (const [key, output] of Object.entries(outputs)) if (isObject(output)) yield* ofOutput(output, pointerTo(at, key))
}

function* ofOutput(output: JsonObject, at: string): Generator<Problem> {
  const present = Object.keys(output)
  const missing = KEYS.filter((key) => !present.includes(key))
  for (const key of present) if (!KEYS.includes(key) && nearest(key, missing) !== undefined) yield unknownKeyProblem(key, KEYS, present, at)
  yield* ofType(output['type'], pointerTo(at, 'type'))
  const { properties, items } = output
  if (properties !== undefined) yield* ofEach(properties, pointerTo(at, 'properties'))
  if (isList(items)) yield* ofEach(items, pointerTo(at, 'items'))
  else if (isObject(items)) yield* ofOutput(items, pointerTo(at, 'items'))
}

function* ofType(type: JsonValue | undefined, at: string): Generator<Problem> {
  if (typeof type !== 'string' || (VALUE_TYPES as readonly string[]).includes(type)) return
  const meant = nearest(type, VALUE_TYPES) ?? foreignValue(type, VALUE_TYPES)
  const choices = either(VALUE_TYPES.map((one) => JSON.stringify(one)))
  const message = `"type" cannot be ${JSON.stringify(type)}; it is ${choices}`
  yield {
    severity: 'warning',
    code: 'NAFTIKO_WRONG_VALUE',
    message,
    ...(meant === undefined ? { hint: 'write one of these' } : { meant }),
    at,
  }
}
