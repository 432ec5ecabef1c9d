import assert from 'node:assert/strict'

const TYPES = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'])
const MAPS = ['properties', 'patternProperties', '$defs', 'dependentSchemas']
const LISTS = ['allOf', 'anyOf', 'oneOf', 'prefixItems']
const SINGLE = ['items', 'additionalProperties', 'unevaluatedProperties', 'propertyNames', 'contains', 'not', 'if', 'then', 'else']

/** Asserts that a value has the form of a JSON Schema: known types, schemas where schemas belong, patterns that compile. */
export function assertSchema(schema: unknown, at: string): void {
  if (typeof schema === 'boolean') return
  assert.ok(isRecord(schema), `${at} should be a schema, that is an object or a boolean`)
  for (const type of [schema['type'] ?? []].flat()) assert.ok(TYPES.has(String(type)), `${at}/type names no type of JSON: ${String(type)}`)
  if ('required' in schema) assert.ok(isTexts(schema['required']), `${at}/required should be a list of names`)
  if ('enum' in schema) assert.ok(Array.isArray(schema['enum']), `${at}/enum should be a list`)
  if ('pattern' in schema) assert.doesNotThrow(() => new RegExp(String(schema['pattern']), 'u'), `${at}/pattern is no regular expression`)
  for (const key of MAPS) if (key in schema) assertMap(schema[key], `${at}/${key}`)
  for (const key of LISTS) if (key in schema) assertList(schema[key], `${at}/${key}`)
  for (const key of SINGLE) if (key in schema) assertSchema(schema[key], `${at}/${key}`)
}

/** Asserts that a value survives being written as JSON: no functions, no dates, no `undefined`. */
export function assertJson(value: unknown, what: string): void {
  assert.notEqual(value, undefined, `${what} should be there`)
  assert.deepEqual(JSON.parse(JSON.stringify(value)), plain(value), `${what} should be plain JSON`)
}

/** Objects without a prototype are JSON too; instances of classes stay as they are and differ. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (!isRecord(value) || ![null, Object.prototype].includes(Object.getPrototypeOf(value) as null)) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]))
}

function assertMap(value: unknown, at: string): void {
  assert.ok(isRecord(value), `${at} should be a mapping of schemas`)
  for (const [key, member] of Object.entries(value)) assertSchema(member, `${at}/${key}`)
}

function assertList(value: unknown, at: string): void {
  assert.ok(Array.isArray(value), `${at} should be a list of schemas`)
  for (const [index, member] of value.entries()) assertSchema(member, `${at}/${index}`)
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
