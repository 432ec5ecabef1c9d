import { isList, isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import { inlined } from './shape.ts'

const TYPES: ReadonlySet<JsonValue | undefined> = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object'])
/** What an input can say in the words of JSON Schema. */
const SAME = ['description', 'enum', 'pattern', 'maxLength', 'items'] as const

/** The arguments of a tool, as inputs. */
export function inputsOf(inputSchema: JsonValue | undefined): readonly JsonObject[] {
  const schema = isObject(inputSchema) ? inlined(inputSchema, inputSchema) : {}
  const properties = isObject(schema) && isObject(schema['properties']) ? schema['properties'] : {}
  const required = isObject(schema) && isList(schema['required']) ? schema['required'] : []
  return Object.entries(properties).map(([name, shape]) => inputOf(name, isObject(shape) ? shape : {}, required.includes(name)))
}

function inputOf(name: string, shape: JsonObject, isRequired: boolean): JsonObject {
  const input: Record<string, JsonValue> = { name, type: typeOf(shape) }
  for (const key of SAME) if (shape[key] !== undefined) input[key] = shape[key]
  if (isObject(shape['properties'])) input['properties'] = withRequired(shape['properties'], shape['required'])
  // A default of the server stays with the server: whatever is left out is not sent.
  if (isRequired) input['required'] = true
  return input
}

/** The one type of a value; several types, or none, are anything. */
function typeOf({ type, anyOf }: JsonObject): JsonValue {
  const written = isList(type)
    ? type
    : isList(anyOf)
      ? anyOf.map((branch) => (isObject(branch) ? (branch['type'] ?? 'json') : 'json'))
      : [type ?? 'json']
  const types = written.filter((one) => one !== 'null')
  return types.length === 1 && TYPES.has(types[0]) ? types[0]! : 'json'
}

/** Documents say of a member itself that it is required. */
function withRequired(properties: JsonObject, required: JsonValue | undefined): JsonObject {
  const names = isList(required) ? required : []
  return Object.fromEntries(
    Object.entries(properties).map(([name, shape]) => [
      name,
      isObject(shape) && names.includes(name) ? { ...shape, required: true } : shape,
    ]),
  )
}
