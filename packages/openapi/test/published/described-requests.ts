import { readFileSync } from 'node:fs'
import harOf from '@readme/oas-to-har'
import { upgrade } from '@scalar/openapi-upgrader'
import { isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import Oas from 'oas'
import type { Operation } from 'oas/operation'
import { parse } from 'yaml'
import { sampleOf } from './sample.ts'

/** A request that an OpenAPI document describes, as a client of that document would send it. */
export interface DescribedRequest {
  readonly method: string
  /** Path of the document, with its variables. */
  readonly path: string
  /** What each parameter was given: by place, then by name. */
  readonly values: Readonly<Record<string, JsonObject>>
  /** Path and query, encoded. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly mediaType: string | undefined
  readonly body: JsonValue | undefined
}

/**
 * One request for each operation of a document, with every parameter it has, made by packages that know nothing of
 * naftiko: `openapi-sampler` for the values, `oas` and `@readme/oas-to-har` for the places and styles.
 */
export async function describedRequests(file: string): Promise<readonly DescribedRequest[]> {
  const document = upgrade(parse(readFileSync(file, 'utf8'), { maxAliasCount: -1 }) as JsonObject, '3.1') as unknown as JsonObject
  const oas = new Oas({ ...(withoutDangling(document, document) as JsonObject), servers: [{ url: 'http://upstream.example' }] } as never)
  await oas.dereference()
  return Object.values(oas.getPaths()).flatMap((operations) =>
    Object.values(operations).map((operation) => describedBy(oas, operation, document)),
  )
}

function describedBy(oas: Oas, operation: Operation, document: JsonObject): DescribedRequest {
  delete (operation.schema as { servers?: unknown }).servers
  const values: Record<string, Record<string, JsonValue>> = { path: {}, query: {}, header: {}, cookie: {} }
  for (const parameter of operation.getParameters()) {
    if (isCredential(parameter, operation) || isOwnHeader(parameter)) continue
    const schema = parameter.schema ?? Object.values(parameter.content ?? {})[0]?.schema
    values[parameter.in]![parameter.name] = sampleOf(schema as JsonObject | undefined, document)
  }
  const mediaType = operation.hasRequestBody() && !['get', 'head'].includes(operation.method) ? operation.getContentType() : undefined
  const body = mediaType === undefined ? undefined : sampleOf(bodySchema(operation, mediaType), document)
  const { request } = harOf(oas, operation, { ...values } as never, {}).log.entries[0]
  const search = request.queryString.map(({ name, value }) => `${name}=${value}`).join('&')
  const { pathname } = new URL(request.url)
  const named = Object.keys(values['header']!).map((name) => name.toLowerCase())
  const cookies = request.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  return {
    method: request.method,
    path: operation.path,
    values,
    url: search === '' ? pathname : `${pathname}?${search}`,
    headers: {
      ...Object.fromEntries(
        request.headers.map(({ name, value }) => [name.toLowerCase(), value] as const).filter(([name]) => named.includes(name)),
      ),
      ...(cookies === '' ? {} : { cookie: cookies }),
    },
    mediaType,
    body,
  }
}

/** Values of credentials are no inputs: the capability has them from its variables. */
function isCredential({ name, in: place }: { readonly name: string; readonly in: string }, operation: Operation): boolean {
  const alternatives = operation
    .getSecurityWithTypes()
    .map((all) => (all || []).map((one) => (one ? (one.security as unknown as JsonObject) : undefined)))
  return alternatives.length > 0 && alternatives.every((all) => all.some((one) => one?.['in'] === place && one['name'] === name))
}

/** OpenAPI has these three described elsewhere, and parameters of these names are to be ignored. */
function isOwnHeader({ name, in: place }: { readonly name: string; readonly in: string }): boolean {
  return place === 'header' && /^(accept|content-type|authorization)$/i.test(name)
}

function bodySchema(operation: Operation, mediaType: string): JsonObject | undefined {
  const media = operation.getRequestBody(mediaType)
  return (Array.isArray(media) ? media[1] : media || {}).schema as JsonObject | undefined
}

/** Published documents refer to what is not there; `oas` gives up on that. */
function withoutDangling(value: JsonValue, document: JsonObject): JsonValue {
  if (Array.isArray(value)) return value.map((one: JsonValue) => withoutDangling(one, document))
  if (!isObject(value)) return value
  const { $ref } = value
  if (typeof $ref === 'string' && (!$ref.startsWith('#/') || !isThere($ref, document))) return {}
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutDangling(member, document)]))
}

function isThere(pointer: string, document: JsonObject): boolean {
  let at: JsonValue | undefined = document
  for (const segment of pointer.slice(2).split('/')) {
    const name = decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~')
    at = isObject(at) || Array.isArray(at) ? (at as JsonObject)[name] : undefined
  }
  return at !== undefined
}
