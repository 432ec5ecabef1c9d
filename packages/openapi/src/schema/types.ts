import { isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'

/** The types that JSON knows. */
export type JsonType = 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object' | 'null'

const TYPES: readonly string[] = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'] satisfies readonly JsonType[]

/** Words that documents use although OpenAPI does not know them. */
const MEANT: Readonly<Record<string, JsonType>> = {
  file: 'string',
  int: 'integer',
  float: 'number',
  double: 'number',
  bool: 'boolean',
  date: 'string',
}

/** The types a value may have, whether they are said or only to be seen; none when it may be anything. */
export function typesOf(schema: JsonObject): readonly JsonType[] {
  const said = [schema['type']].flat().flatMap((type) => typeNamed(type) ?? [])
  const types = said.length > 0 ? said : seenTypes(schema)
  const nullable = schema['nullable'] === true || schema['x-nullable'] === true
  return nullable && types.length > 0 && !types.includes('null') ? [...types, 'null'] : types
}

function typeNamed(word: JsonValue | undefined): JsonType | undefined {
  if (typeof word !== 'string') return undefined
  if (TYPES.includes(word)) return word as JsonType
  return Object.hasOwn(MEANT, word) ? MEANT[word] : undefined
}

function seenTypes(schema: JsonObject): readonly JsonType[] {
  if (isObject(schema['properties']) || isObject(schema['additionalProperties'])) return ['object']
  if (schema['items'] !== undefined) return ['array']
  if (schema['const'] !== undefined && typeof schema['const'] === 'string') return ['string']
  const values = schema['enum']
  return Array.isArray(values) && values.length > 0 && values.every((value) => typeof value === 'string') ? ['string'] : []
}
