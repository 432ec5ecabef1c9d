import { isObject, type JsonObject } from '@naftiko/plugin-api'
import type { ApiServer } from './api.ts'
import { type ApiSource, objectOf, objectsOf, textOf } from './source.ts'

/** An address that answers nothing, for a document that says none. */
const NOWHERE = 'https://api.example.com'

/** Where an operation is served: the nearest place that says it decides. */
export function serverOf(owners: readonly JsonObject[], source: ApiSource): ApiServer {
  if (source.baseUri !== undefined) return { url: trimSlash(source.baseUri), variables: {} }
  const servers = owners.map((owner) => objectsOf(owner, 'servers', source)).find((list) => list.length > 0) ?? []
  const server = servers.find((one) => /^https?:/i.test(textOf(one, 'url') ?? '')) ?? servers[0] ?? {}
  const url = absolute(textOf(server, 'url') ?? '/', source)
  return { url: trimSlash(url), variables: variablesOf(server, url) }
}

function absolute(url: string, source: ApiSource): string {
  if (/^https?:\/\//i.test(url)) return url
  if (url.startsWith('//')) return `https:${url}`
  if (/^\{[^{}]+\}/.test(url)) return url
  if (source.location !== undefined && URL.canParse(url, source.location)) return decodeBraces(new URL(url, source.location).href)
  source.warn(`the document says no address of the API; ${NOWHERE} was written down, to be replaced under "baseUri"`)
  return `${NOWHERE}${url.startsWith('/') ? '' : '/'}${url === '.' ? '' : url}`
}

function decodeBraces(url: string): string {
  return url.replaceAll('%7B', '{').replaceAll('%7D', '}')
}

function variablesOf(server: JsonObject, url: string): ApiServer['variables'] {
  const declared = objectOf(server, 'variables')
  const names = [...url.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]!)
  return Object.fromEntries(names.map((name) => [name, variableOf(declared[name], name)]))
}

function variableOf(declared: JsonObject[string] | undefined, name: string): ApiServer['variables'][string] {
  const variable = isObject(declared) ? declared : {}
  const values = Array.isArray(variable['enum']) ? variable['enum'].map(String) : []
  const description = [textOf(variable, 'description'), values.length > 1 ? `One of: ${values.join(', ')}.` : undefined]
    .filter(Boolean)
    .join(' ')
  const fallback = variable['default'] === undefined || variable['default'] === '' ? values[0] : String(variable['default'])
  return { value: fallback ?? name, ...(description === '' ? {} : { description }) }
}

function trimSlash(url: string): string {
  return url.replace(/\/+$/, '')
}
