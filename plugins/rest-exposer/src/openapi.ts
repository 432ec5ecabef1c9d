import { inputSchema, type InputParameter, type JsonObject, type JsonSchema, type JsonValue } from '@naftiko/plugin-api'
import type { RestExposesEntry } from './entry.ts'
import type { Route } from './route.ts'
import type { PathRoutes } from './routes.ts'

/** The routes as an OpenAPI 3.1 document. */
export function openapiOf(entry: RestExposesEntry, paths: readonly PathRoutes[]): JsonObject {
  const described = Object.fromEntries(
    paths.filter(({ byMethod }) => byMethod.size > 0).map(({ path, byMethod }) => [path.text, methodsOf(byMethod)]),
  )
  return {
    openapi: '3.1.0',
    info: { title: entry.namespace, version: '1.0.0', ...(entry.description === undefined ? {} : { description: entry.description }) },
    // Relative to this document, so that it is true under any prefix.
    servers: [{ url: '.' }],
    paths: described,
    components: { schemas: { Problem: PROBLEM } },
  }
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

function methodsOf(byMethod: ReadonlyMap<string, Route>): JsonObject {
  return Object.fromEntries([...byMethod].map(([method, route]) => [method.toLowerCase(), operationOf(route)]))
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

/** Path variables, declared inputs, and what the called operation takes from the query. */
function parametersOf({ path, declared, linked, method }: Route): readonly JsonObject[] {
  const known = new Map<string, JsonObject>()
  const implied = (name: string): InputParameter | undefined => linked.input.parameters.find((parameter) => parameter.name === name)
  for (const name of path.variables) {
    const entry = declared.find((input) => input.name === name)
    known.set(name, {
      name,
      in: 'path',
      required: true,
      schema: entry === undefined ? (implied(name)?.schema ?? { type: 'string' }) : inputSchema(entry),
    })
  }
  for (const entry of declared) {
    if (entry.value !== undefined || entry.in === 'body' || known.has(entry.name)) continue
    known.set(entry.name, { name: entry.name, in: entry.in ?? 'query', required: entry.required === true, schema: inputSchema(entry) })
  }
  for (const parameter of linked.input.parameters) {
    if (known.has(parameter.name) || parameter.in === 'body' || declared.some((input) => input.name === parameter.name)) continue
    if (parameter.in === undefined && method !== 'GET') continue
    known.set(parameter.name, { name: parameter.name, in: 'query', required: parameter.required, schema: parameter.schema })
  }
  return [...known.values()].map(describe)
}

function describe(parameter: JsonObject): JsonObject {
  const description = (parameter['schema'] as JsonObject)['description']
  return description === undefined ? parameter : { ...parameter, description }
}

function bodyOf({ declared, linked, method }: Route, taken: ReadonlySet<string>): JsonObject | undefined {
  if (method === 'GET' || method === 'HEAD') return undefined
  const fields = declared.filter((entry) => entry.in === 'body' && entry.value === undefined)
  const properties: Record<string, JsonValue> = Object.fromEntries(fields.map((entry) => [entry.name, inputSchema(entry)]))
  const whole = linked.input.payload === 'opaque' ? linked.input.parameters.find((parameter) => parameter.in === 'body') : undefined
  for (const parameter of linked.input.parameters)
    if (parameter !== whole && parameter.in === 'body' && !taken.has(parameter.name)) properties[parameter.name] ??= parameter.schema
  if (linked.input.payload === 'none' && fields.length === 0) return undefined
  if (Object.keys(properties).length > 0) {
    const required = fields.filter((entry) => entry.required === true).map((entry) => entry.name)
    return { content: { 'application/json': { schema: { type: 'object', properties, ...(required.length === 0 ? {} : { required }) } } } }
  }
  return linked.input.payload === 'opaque' || linked.input.payload === 'sent'
    ? { description: 'Passed on as it is.', content: { 'application/json': { schema: whole?.schema ?? {} }, '*/*': {} } }
    : undefined
}
