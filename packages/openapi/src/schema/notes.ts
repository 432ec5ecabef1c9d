import { isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'

/** Formats that say no more than the type does. */
const SILENT = new Set(['int32', 'int64', 'float', 'double', 'string', 'number', 'integer', 'binary', 'password'])

/** In words, what a schema says of a value and inputs have no key for. */
export function notesOf(schema: JsonObject, required: boolean): string {
  const { format, minimum, maximum, minLength, default: fallback } = schema
  const notes = [
    typeof format === 'string' && !SILENT.has(format) ? `Format: ${format}.` : '',
    range(minimum, maximum),
    typeof minLength === 'number' && minLength > 1 ? `At least ${minLength} characters.` : '',
    alternatives(schema),
    !required && isPlain(fallback) && !mentions(schema, fallback) ? `Default: ${String(fallback)}.` : '',
  ]
  return notes.filter((note) => note !== '').join(' ')
}

function range(from: JsonValue | undefined, to: JsonValue | undefined): string {
  if (typeof from === 'number' && typeof to === 'number') return `From ${from} to ${to}.`
  if (typeof from === 'number') return `At least ${from}.`
  return typeof to === 'number' ? `At most ${to}.` : ''
}

/** Where several types are possible, the model is told which. */
function alternatives(schema: JsonObject): string {
  const branches = ['oneOf', 'anyOf'].flatMap((key) => (Array.isArray(schema[key]) ? schema[key] : [])).filter(isObject)
  const types = branches.length > 0 ? branches.map((branch) => branch['type']) : Array.isArray(schema['type']) ? schema['type'] : []
  const names = [...new Set(types.flat().filter((type): type is string => typeof type === 'string' && type !== 'null'))]
  return names.length < 2 ? '' : `One of: ${names.join(', ')}.`
}

function isPlain(value: JsonValue | undefined): value is string | number | boolean {
  return (typeof value === 'string' && value !== '' && value.length <= 60) || typeof value === 'number' || typeof value === 'boolean'
}

function mentions(schema: JsonObject, value: string | number | boolean): boolean {
  const { description } = schema
  return typeof description === 'string' && /default/i.test(description) && description.includes(String(value))
}
