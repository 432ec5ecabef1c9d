import { isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import { toJsonSchema } from '../schema/json-schema.ts'
import { startWalk } from '../schema/walk.ts'
import type { ApiParameter, ApiPlace, ApiStyle } from './api.ts'
import { type ApiSource, objectsOf, textOf } from './source.ts'

const PLACES: readonly string[] = ['path', 'query', 'header', 'cookie'] satisfies readonly ApiPlace[]

/** Headers of the connection or of the engine's own, which parameters do not decide. */
const OWN_HEADERS = new Set(['accept', 'content-type', 'content-length', 'host', 'connection', 'accept-encoding', 'transfer-encoding'])

const SCHEMAS = 150

/** The parameters of an operation: its own, and those of its path that it does not declare anew. */
export function parametersOf(
  path: string,
  item: JsonObject,
  operation: JsonObject,
  name: string,
  source: ApiSource,
): readonly ApiParameter[] {
  const declared = new Map<string, ApiParameter>()
  for (const written of [...objectsOf(item, 'parameters', source), ...objectsOf(operation, 'parameters', source)]) {
    const parameter = parameterOf(written, name, source)
    if (parameter !== undefined) declared.set(`${parameter.in} ${parameter.name}`, parameter)
  }
  const variables = variablesOf(path)
  const used = [...declared.values()].filter((parameter) => parameter.in !== 'path' || variables.includes(parameter.name))
  const undeclared = variables.filter((variable) => !declared.has(`path ${variable}`))
  return [...undeclared.map((variable) => ({ name: variable, in: 'path', required: true, schema: { type: 'string' } }) as const), ...used]
}

/** Names of the variables of a path. */
export function variablesOf(path: string): readonly string[] {
  return [...new Set([...path.matchAll(/\{\+?([^{}+]+)\+?\}/g)].map((match) => match[1]!))]
}

function parameterOf(written: JsonObject, operation: string, source: ApiSource): ApiParameter | undefined {
  const name = typeof written['name'] === 'string' ? written['name'] : ''
  const place = written['in']
  if (name === '' || typeof place !== 'string' || !PLACES.includes(place)) {
    source.warn(`${operation}: a parameter without a name or a place that is known is left out`)
    return undefined
  }
  if (place === 'header' && !isSendable(name)) return undefined
  const description = textOf(written, 'description')
  const content = contentOf(written)
  const schema = toJsonSchema(content ?? schemaOf(written), startWalk(source.references, 'request', SCHEMAS))
  const style = content === undefined ? styleOf(written, place as ApiPlace, schema) : { style: 'json', explode: false }
  return {
    name,
    in: place as ApiPlace,
    required: place === 'path' || written['required'] === true,
    ...(description === undefined ? {} : { description }),
    schema,
    ...(style === undefined ? {} : { style }),
  }
}

function isSendable(name: string): boolean {
  return !OWN_HEADERS.has(name.toLowerCase()) && /^[\w!#$%&'*+.^`|~-]+$/.test(name)
}

/** Parameters of old documents say their type themselves. */
function schemaOf(written: JsonObject): JsonValue {
  return written['schema'] ?? written
}

/** Some values are not written into the address as they are, but as JSON. */
function contentOf({ content }: JsonObject): JsonValue | undefined {
  const [first] = isObject(content) ? Object.values(content) : []
  return isObject(first) ? (first['schema'] ?? {}) : undefined
}

const USUAL: Readonly<Record<ApiPlace, string>> = { path: 'simple', query: 'form', header: 'simple', cookie: 'form' }

/** How lists and objects are written, where it makes a difference. */
function styleOf(written: JsonObject, place: ApiPlace, schema: JsonObject): ApiStyle | undefined {
  const style = typeof written['style'] === 'string' ? written['style'] : USUAL[place]
  const explode = typeof written['explode'] === 'boolean' ? written['explode'] : style === 'form'
  const types = [schema['type']].flat()
  const composite = types.includes('array') || types.includes('object')
  if (place === 'path') return style === 'label' || style === 'matrix' ? { style, explode } : undefined
  if (place !== 'query' || !composite) return undefined
  // OpenAPI leaves open how a list of objects is written; APIs that have one read brackets.
  if (style === 'form' && explode && isObject(schema['items']) && schema['items']['type'] === 'object')
    return { style: 'deepObject', explode }
  return style === 'form' && explode && !types.includes('object') ? undefined : { style, explode }
}
