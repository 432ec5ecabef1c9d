import { isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import type { ApiCredential } from './api.ts'
import { type ApiSource, objectOf, textOf } from './source.ts'

/** The credentials that an operation asks for: the first alternative that can be presented. */
export function securityOf(operation: JsonObject, source: ApiSource): readonly ApiCredential[] {
  const schemes = objectOf(objectOf(source.document, 'components'), 'securitySchemes')
  const alternatives = (operation['security'] ?? source.document['security'] ?? implied(schemes)) as JsonValue
  if (!Array.isArray(alternatives)) return []
  const asked = (alternatives as readonly JsonValue[]).filter(isObject)
  const possible = asked.map((requirement) => presentable(requirement, schemes, source))
  const withCredential = possible.find((credentials) => credentials !== undefined && credentials.length > 0)
  if (withCredential !== undefined) return withCredential
  if (asked.length > 0 && !possible.some((credentials) => credentials?.length === 0)) {
    const names = [...new Set(asked.flatMap(Object.keys))].join(', ')
    source.warn(`the security scheme ${names} cannot be presented; see "authentication" of the consumed API`)
  }
  return []
}

/** A document that declares schemes and never says where they are needed means everywhere. */
function implied(schemes: JsonObject): JsonValue {
  return Object.keys(schemes).map((id) => ({ [id]: [] }))
}

function presentable(requirement: JsonObject, schemes: JsonObject, source: ApiSource): readonly ApiCredential[] | undefined {
  const credentials = Object.entries(requirement).map(([id, scopes]) => {
    const scheme = source.references.follow(schemes[id])?.value
    if (scheme === undefined) return undeclared(id, source)
    return credentialOf(id, scheme, Array.isArray(scopes) ? scopes.map(String) : [])
  })
  if (credentials.includes(undefined)) return undefined
  const known = credentials as readonly ApiCredential[]
  return isTogether(known) ? known : undefined
}

/** A part of a document often comes without the schemes that it names. A token is what most of them mean. */
function undeclared(id: string, source: ApiSource): ApiCredential {
  source.warn(`the security scheme "${id}" is not declared; it is taken to be a bearer token`)
  return { id, kind: 'bearer' }
}

/** Several at once can be presented when all are keys in headers. */
function isTogether(credentials: readonly ApiCredential[]): boolean {
  return credentials.length < 2 || credentials.every(({ key }) => key?.in === 'header')
}

function credentialOf(id: string, scheme: JsonObject, scopes: readonly string[]): ApiCredential | undefined {
  const type = String(scheme['type']).toLowerCase()
  if (type === 'apikey') return apiKeyOf(id, scheme)
  if (type === 'oauth2') return oauth2Of(id, scheme, scopes)
  if (type === 'openidconnect') return { id, kind: 'bearer' }
  if (type === 'basic') return { id, kind: 'basic' }
  if (type !== 'http') return undefined
  const word = String(scheme['scheme']).toLowerCase()
  return word === 'bearer' || word === 'basic' || word === 'digest' ? { id, kind: word } : undefined
}

function apiKeyOf(id: string, scheme: JsonObject): ApiCredential | undefined {
  const name = textOf(scheme, 'name')
  const place = scheme['in']
  if (name === undefined || (place !== 'header' && place !== 'query' && place !== 'cookie')) return undefined
  return { id, kind: 'apikey', key: { name, in: place } }
}

/** Only the grant without a person can be done by an engine; a token of any other is given to it from outside. */
function oauth2Of(id: string, scheme: JsonObject, scopes: readonly string[]): ApiCredential {
  const url = textOf(objectOf(objectOf(scheme, 'flows'), 'clientCredentials'), 'tokenUrl')
  return url === undefined ? { id, kind: 'bearer' } : { id, kind: 'oauth2', token: { url, scopes } }
}
