import { isObject, type JsonObject } from '@naftiko/plugin-api'
import { References } from './references.ts'
import { unreadable } from './problem.ts'

/** The document as OpenAPI 3. Throws when it says that it is something else. */
export async function toOpenApi3(document: JsonObject): Promise<JsonObject> {
  const { openapi, swagger } = document
  if (String(openapi).startsWith('3.')) return document
  if (/^2\b/.test(String(swagger))) return fromSwagger(document)
  const found = openapi ?? swagger
  throw unreadable(
    found === undefined
      ? 'this is no OpenAPI document: it has neither an "openapi" nor a "swagger" key'
      : `version ${String(found)} of OpenAPI cannot be imported; 2.0, 3.0, 3.1 and 3.2 can`,
  )
}

async function fromSwagger(document: JsonObject): Promise<JsonObject> {
  const { upgradeFromTwoToThree } = await import('@scalar/openapi-upgrader/2.0-to-3.0')
  // It changes what it is given, and takes parameters only where they stand.
  const own = structuredClone(document) as JsonObject
  const upgraded = upgradeFromTwoToThree(withParametersInPlace(own) as Record<string, unknown>) as JsonObject
  return preferHttps(upgraded)
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch']

/** A parameter of a body that is a reference would get lost on the way. */
function withParametersInPlace(document: JsonObject): JsonObject {
  const references = new References(document)
  const inPlace = (owner: JsonObject): JsonObject =>
    Array.isArray(owner['parameters'])
      ? { ...owner, parameters: owner['parameters'].map((parameter) => references.follow(parameter)?.value ?? parameter) }
      : owner
  const operationsOf = (item: JsonObject, shared: readonly JsonObject[]): JsonObject =>
    Object.fromEntries(
      Object.entries(item).map(([key, value]) => {
        const isOperation = METHODS.includes(key) && isObject(value)
        return [key, isOperation ? withShared(inPlace(value), shared) : value]
      }),
    )
  const paths = Object.entries(isObject(document['paths']) ? document['paths'] : {}).map(([path, written]) => {
    const item = isObject(written) ? inPlace(references.follow(written)?.value ?? written) : {}
    const parameters = (Array.isArray(item['parameters']) ? item['parameters'] : []).filter(isObject)
    const body = parameters.filter(isOfBody)
    return [path, { ...operationsOf(item, body), parameters: parameters.filter((parameter) => !isOfBody(parameter)) }]
  })
  return { ...document, paths: Object.fromEntries(paths) }
}

function isOfBody(parameter: JsonObject): boolean {
  return parameter['in'] === 'body' || parameter['in'] === 'formData'
}

/** What a path says about the body of all its operations, an operation says itself. */
function withShared(operation: JsonObject, shared: readonly JsonObject[]): JsonObject {
  const own = (Array.isArray(operation['parameters']) ? operation['parameters'] : []) as readonly JsonObject[]
  const missing = shared.filter((one) => !own.some((parameter) => parameter['name'] === one['name'] && parameter['in'] === one['in']))
  return { ...operation, parameters: [...own, ...missing] }
}

function preferHttps(document: JsonObject): JsonObject {
  const servers = Array.isArray(document['servers']) ? (document['servers'] as readonly JsonObject[]) : []
  const isSecure = (server: JsonObject): boolean => String(server['url']).startsWith('https:')
  return { ...document, servers: [...servers.filter(isSecure), ...servers.filter((server) => !isSecure(server))] }
}
