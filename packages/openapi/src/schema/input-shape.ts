import { emptyObject, isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import { notesOf } from './notes.ts'
import { asType } from './values.ts'

/** What a document says of an input besides its name and place. */
export interface InputShape {
  /** Absent where the value may have several types. */
  readonly type?: string
  readonly description?: string
  readonly enum?: readonly JsonValue[]
  readonly default?: JsonValue
  readonly pattern?: string
  readonly maxLength?: number
  readonly items?: JsonObject
  readonly properties?: JsonObject
}

/** A converted schema as an input of a document. What inputs have no key for is told in the description. */
export function inputShape(schema: JsonObject, description: string | undefined, required: boolean): InputShape {
  const united = unite(schema)
  const type = singleType(united)
  const about = sentences(description ?? (united['description'] as string | undefined), notesOf(united, required))
  const values = Array.isArray(united['enum']) ? united['enum'].filter((value) => value !== null) : []
  const fallback = united['default'] === undefined || type === undefined ? undefined : asType(united['default'], [type as 'string'])
  const allowed = values.length === 0 || values.some((value) => JSON.stringify(value) === JSON.stringify(fallback))
  return {
    ...(type === undefined ? {} : { type }),
    ...(about === '' ? {} : { description: about }),
    ...(values.length === 0 ? {} : { enum: values }),
    // A default that the API has anyway need not be sent, and some APIs refuse defaults that contradict each other.
    ...(required && fallback !== undefined && fallback !== null && allowed ? { default: fallback } : {}),
    ...(typeof united['pattern'] === 'string' && type === 'string' ? { pattern: united['pattern'] } : {}),
    ...(typeof united['maxLength'] === 'number' && type === 'string' ? { maxLength: united['maxLength'] } : {}),
    ...(type === 'array' && isObject(united['items']) && Object.keys(united['items']).length > 0 ? { items: united['items'] } : {}),
    ...(type === 'object' && isObject(united['properties']) ? { properties: united['properties'] } : {}),
  }
}

/** Notes are sentences, so what comes before them must be one, too. */
function sentences(description: string | undefined, notes: string): string {
  if (description === undefined || notes === '') return description ?? notes
  return `${description}${/[.!?:;)\]>]$/.test(description) ? '' : '.'} ${notes}`
}

function singleType(schema: JsonObject): string | undefined {
  const types = [schema['type']].flat().filter((type) => type !== undefined && type !== 'null')
  return types.length === 1 ? (types[0] as string) : undefined
}

/** Alternatives that are all objects become one object with the members of each, of which only the common ones are required. */
function unite(schema: JsonObject): JsonObject {
  const branches = (['oneOf', 'anyOf'] as const).flatMap((key) =>
    Array.isArray(schema[key]) ? [schema[key] as readonly JsonObject[]] : [],
  )
  const [alternatives] = branches
  if (alternatives === undefined || !alternatives.every((branch) => isObject(branch['properties']))) return schema
  const { oneOf: _oneOf, anyOf: _anyOf, ...own } = schema
  const all = alternatives.map((branch) => branch['properties'] as JsonObject)
  const properties = emptyObject()
  for (const members of all) {
    for (const [name, member] of Object.entries(members))
      properties[name] ??= optionalUnless(
        all.every((one) => isRequired(one[name])),
        member,
      )
  }
  return { ...own, type: 'object', properties: { ...properties, ...(isObject(own['properties']) ? own['properties'] : {}) } }
}

function isRequired(member: JsonValue | undefined): boolean {
  return isObject(member) && member['required'] === true
}

function optionalUnless(required: boolean, member: JsonValue): JsonValue {
  if (required || !isObject(member)) return member
  const { required: flag, ...rest } = member
  return Array.isArray(flag) ? member : rest
}
