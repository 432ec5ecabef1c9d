import { InvocationError, isObject, type JsonValue } from '@naftiko/plugin-api'
import type { UpstreamRequest } from '../exchange/client.ts'
import { type WholeRequest, wholeRequest } from '../gather.ts'
import { queryPair } from './pair.ts'
import type { Credential } from './scheme.ts'
import type { Setting } from './settings.ts'

const FORM = 'application/x-www-form-urlencoded'

/** A key as a member of a JSON body or a field of a form. A request without a body gets one, as JSON. */
export function bodyKey(name: string, value: Setting): Credential {
  return {
    takes: [{ in: 'body', name }],
    open: ({ running }) => {
      const key = value(running)
      if (key === undefined || key === '') return undefined
      return async (request, send) => send(withKey(await wholeRequest(request), name, key))
    },
  }
}

function withKey(request: WholeRequest, name: string, key: string): UpstreamRequest {
  const { 'content-length': _, ...headers } = request.headers
  const mediaType = (headers['content-type'] ?? 'application/json').split(';', 1)[0]!.trim().toLowerCase()
  const text = Buffer.from(request.body ?? []).toString('utf8')
  const body = mediaType === FORM ? withField(text, name, key) : withMember(text, mediaType, name, key)
  return { ...request, headers: { 'content-type': 'application/json', ...headers }, body: Buffer.from(body) }
}

/** Whatever the caller sends under the name of the key gives way to it. */
function withField(text: string, name: string, key: string): string {
  const others = text.split('&').filter((pair) => pair !== '' && !new URLSearchParams(pair).has(name))
  return [...others, queryPair(name, key)].join('&')
}

function withMember(text: string, mediaType: string, name: string, key: string): string {
  const value = text === '' ? {} : parse(text, mediaType)
  if (isObject(value)) return JSON.stringify(Object.assign(Object.create(null) as object, value, { [name]: key }))
  const message = `the key of this API belongs into a JSON object or a form, and this body is neither`
  throw new InvocationError('engine', 501, 'NAFTIKO_AUTHENTICATION_UNSUPPORTED', message)
}

function parse(text: string, mediaType: string): JsonValue | undefined {
  if (!/\bjson$/.test(mediaType)) return undefined
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}
