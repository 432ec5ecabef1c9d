import {
  isSameName,
  type InputEntry,
  inputSchema,
  type InputParameter,
  type JsonObject,
  type JsonSchema,
  type JsonValue,
} from '@naftiko/plugin-api'
import type { RestExposesEntry } from './entry.ts'
import type { Route } from './route.ts'
import type { PathRoutes } from './routes.ts'

/** Of a capability whose document gives it no version; OpenAPI wants one. */
const UNVERSIONED = '1.0.0'

/** The routes as an OpenAPI 3.1 document. `version` is that of the capability. */
export function openapiOf(entry: RestExposesEntry, paths: readonly PathRoutes[], version: string = UNVERSIONED): JsonObject {
  const described = Object.fromEntries(
    paths.filter(({ byMethod }) => byMethod.size > 0).flatMap(({ path, byMethod }) => itemsOf(path.text, byMethod)),
  )
  const security = securityOf(entry)
  return {
    openapi: '3.1.0',
    info: { title: entry.namespace, version, ...(entry.description === undefined ? {} : { description: entry.description }) },
    // Relative to this document, so that it is true under any prefix.
    servers: [{ url: '.' }],
    ...(security === undefined ? {} : { security: [{ caller: [] }] }),
    paths: described,
    components: { schemas: { Problem: PROBLEM }, ...(security === undefined ? {} : { securitySchemes: { caller: security } }) },
  }
}

/** What callers must present, without the secrets. */
function securityOf({ authentication }: RestExposesEntry): JsonObject | undefined {
  const type = String(authentication?.['type']).toLowerCase()
  if (type === 'bearer' || type === 'basic') return { type: 'http', scheme: type }
  if (type !== 'apikey') return undefined
  const place = authentication!['placement'] ?? authentication!['in'] ?? 'header'
  return { type: 'apiKey', name: String(authentication!['key'] ?? authentication!['name']), in: place }
}

const PROBLEM: JsonSchema = {
  type: 'object',
  description: 'An error of the engine itself (RFC 9457). Errors of the called API pass as they are.',
  required: ['type', 'title', 'status', 'detail', 'code', 'traceId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string' },
    traceId: { type: 'string' },
    input: { type: 'string', description: 'The input that is wrong.' },
  },
}

const problemResponse = (description: string): JsonObject => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})

/** OpenAPI knows one operation for each method of a path. Others get a fragment of their own, which no request has. */
function itemsOf(path: string, byMethod: PathRoutes['byMethod']): readonly (readonly [path: string, item: JsonObject])[] {
  const items = new Map<string, Record<string, JsonObject>>()
  for (const [method, routes] of byMethod) {
    for (const [index, route] of routes.entries()) {
      const key = index === 0 ? path : `${path}#${route.path.label.slice(route.path.text.length + 1)}`
      items.set(key, { ...items.get(key), [method.toLowerCase()]: operationOf(route) })
    }
  }
  return [...items]
}

function operationOf(route: Route): JsonObject {
  const { operation, linked } = route
  const parameters = parametersOf(route)
  const body = bodyOf(route, new Set(parameters.map((parameter) => String(parameter['name']))))
  return {
    operationId: operation.name,
    ...(operation.description === undefined ? {} : { description: operation.description }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: {
      200: { description: 'The result.', content: { 'application/json': { schema: linked.output ?? {} } } },
      ...(route.method === 'GET' && linked.effects?.cacheable === true
        ? { 304: { description: 'The result is still the one whose tag "If-None-Match" names.' } }
        : {}),
      400: problemResponse('The request is not what the operation takes.'),
      502: problemResponse('The called API could not be reached, or broke off.'),
      504: problemResponse('The called API took too long.'),
    },
  }
}

/** Path variables, declared inputs, and what the called operation takes besides. */
function parametersOf({ path, declared, linked, method }: Route): readonly JsonObject[] {
  const known = new Map<string, JsonObject>()
  const implied = (name: string): InputParameter | undefined =>
    linked.input.parameters.find((parameter) => parameter.name === name) ??
    linked.input.parameters.find((parameter) => isSameName(parameter.name, name))
  for (const name of path.variables) {
    const entry = declared.find((input) => input.name === name)
    known.set(name, {
      name,
      in: 'path',
      required: true,
      schema: entry === undefined ? (implied(name)?.schema ?? { type: 'string' }) : inputSchema(entry),
    })
  }
  for (const { name, value } of path.required)
    known.set(name, { name, in: 'query', required: true, schema: value === undefined ? { type: 'string' } : { const: value } })
  for (const { pair, variable } of path.queryVariables) {
    known.set(variable, { name: pair, in: 'query', required: false, schema: implied(variable)?.schema ?? { type: 'string' } })
  }
  for (const entry of declared) {
    if (entry.value !== undefined || known.has(entry.name) || isInBody(entry, method)) continue
    const required = isRequired(entry, implied(entry.name))
    known.set(entry.name, { name: entry.name, in: placeOf(entry), required, ...styleOf(entry), schema: inputSchema(entry) })
  }
  const names = [...known.keys(), ...declared.map(({ name }) => name)]
  for (const parameter of linked.input.parameters) {
    if (isInBody(parameter, method) || names.some((name) => isSameName(name, parameter.name))) continue
    known.set(parameter.name, { name: parameter.name, in: 'query', required: parameter.required, schema: parameter.schema })
  }
  return [...known.values()].map(describe).map(withContent)
}

function styleOf({ style, explode }: InputEntry): JsonObject {
  return style === undefined || style === 'json' ? {} : { style, ...(explode === undefined ? {} : { explode }) }
}

/** An object without a style travels as JSON, and OpenAPI has its own way to say that. */
function withContent(parameter: JsonObject): JsonObject {
  const { schema, ...rest } = parameter
  const isJson = parameter['in'] === 'query' && parameter['style'] === undefined && (schema as JsonObject)['type'] === 'object'
  return isJson ? { ...rest, content: { 'application/json': { schema: schema! } } } : parameter
}

/** Methods whose requests have a body by custom. */
const BODY_METHODS: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

/** A request without a body gives everything in its query. What does not say where it travels is a member of a body where there is one. */
function isInBody({ in: place }: Pick<InputEntry, 'in'>, method: string): boolean {
  return place === 'body' ? !isBodiless(method) : place === undefined && BODY_METHODS.has(method)
}

function isBodiless(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** What is called a variable of the path, and has no place in it, comes in the query. */
function placeOf({ in: place }: InputEntry): string {
  return place === 'header' || place === 'cookie' ? place : 'query'
}

/** What the called operation needs it needs, whatever the document says of the input. */
function isRequired(entry: InputEntry, implied: InputParameter | undefined): boolean {
  return entry.default === undefined && (entry.required === true || implied?.required === true)
}

function describe(parameter: JsonObject): JsonObject {
  const description = (parameter['schema'] as JsonObject)['description']
  return description === undefined ? parameter : { ...parameter, description }
}

function bodyOf({ declared, linked, method }: Route, taken: ReadonlySet<string>): JsonObject | undefined {
  if (isBodiless(method)) return undefined
  const fields = declared.filter((entry) => entry.value === undefined && !taken.has(entry.name) && isInBody(entry, method))
  const whole = linked.input.payload === 'opaque' ? linked.input.parameters.find((parameter) => parameter.in === 'body') : undefined
  const implied = linked.input.parameters.filter((parameter) => isInBody(parameter, method) && parameter !== whole)
  const isElsewhere = (name: string): boolean => [...taken, ...declared.map((entry) => entry.name)].some((one) => isSameName(one, name))
  const members = implied.filter(({ name }) => !isElsewhere(name))
  if (linked.input.payload === 'none' && fields.length === 0) return undefined
  if (fields.length + members.length > 0) return bodyOfMembers(fields, implied, members)
  return linked.input.payload === 'opaque' || linked.input.payload === 'sent' ? wholeBody(whole) : undefined
}

/** A body that passes as it is: what the called operation says of it, and anything else. */
function wholeBody(whole: InputParameter | undefined): JsonObject {
  const { contentMediaType, ...schema } = whole?.schema ?? {}
  const mediaType = typeof contentMediaType === 'string' ? contentMediaType : 'application/json'
  return {
    ...(whole?.required === true ? { required: true } : {}),
    content: { [mediaType]: { schema }, '*/*': {} },
  }
}

function bodyOfMembers(fields: readonly InputEntry[], implied: readonly InputParameter[], members: readonly InputParameter[]): JsonObject {
  const properties: Record<string, JsonValue> = {}
  for (const entry of fields) properties[entry.name] = inputSchema(entry)
  for (const { name, schema } of members) properties[name] = schema
  const needed = fields.filter((entry) =>
    isRequired(
      entry,
      implied.find(({ name }) => name === entry.name),
    ),
  )
  const required = [...needed, ...members.filter((member) => member.required)].map(({ name }) => name)
  const schema = { type: 'object', properties, ...(required.length === 0 ? {} : { required }) }
  return { ...(required.length === 0 ? {} : { required: true }), content: { 'application/json': { schema } } }
}
