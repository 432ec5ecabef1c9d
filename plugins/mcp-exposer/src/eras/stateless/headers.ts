import type { IncomingHttpHeaders } from 'node:http'
import { member } from '../../json.ts'
import type { NotificationMessage, RequestMessage } from '../../protocol/messages.ts'
import { ProtocolError, type RequestId } from '../../protocol/protocol-error.ts'
import { claimedVersion } from './envelope.ts'
import { STATELESS_ERROR } from './names.ts'

/** What `Mcp-Name` repeats, for the methods that have it. */
const NAMED: ReadonlyMap<string, 'name' | 'uri'> = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
])

/**
 * Headers repeat what the body says, so that what stands between can route a request without reading it. Throws a
 * `ProtocolError` where they disagree: who decides by the one must not be deceived by the other.
 */
export function checkHeaders(request: RequestMessage, headers: IncomingHttpHeaders): void {
  const { id, method, params } = request
  require(headers, 'mcp-method', method, id)
  const key = NAMED.get(method)
  const name = key === undefined ? undefined : member(params, key)
  if (typeof name === 'string') require(headers, 'mcp-name', name, id)
}

/** The same for the revision, which is looked at first: nobody else could say what the other headers mean. */
export function checkVersionHeader({ id, params }: RequestMessage, headers: IncomingHttpHeaders): void {
  require(headers, 'mcp-protocol-version', String(claimedVersion(params)), id)
}

/** Notifications need no headers, but those that are there must be true. */
export function checkNotificationHeaders({ method, params }: NotificationMessage, headers: IncomingHttpHeaders): void {
  const version = claimedVersion(params)
  if (version !== undefined && headers['mcp-protocol-version'] !== undefined) require(headers, 'mcp-protocol-version', String(version))
  if (headers['mcp-method'] !== undefined) require(headers, 'mcp-method', method)
}

/** Throws unless the header is there and says the same as the body. */
export function require(headers: IncomingHttpHeaders, name: string, expected: string, id?: RequestId): void {
  const written = headers[name]
  if (typeof written !== 'string') throw mismatch(`the header ${name} is missing; the body says ${JSON.stringify(expected)}`, id)
  const value = decodeHeader(written)
  if (value === undefined) throw mismatch(`the header ${name} is not valid base64`, id)
  if (value !== expected) throw mismatch(`the header ${name} says ${JSON.stringify(value)}, and the body ${JSON.stringify(expected)}`, id)
}

export function mismatch(message: string, id: RequestId | undefined): ProtocolError {
  return new ProtocolError(STATELESS_ERROR.headerMismatch, message, { status: 400, ...(id === undefined ? {} : { id }) })
}

const ENCODED = /^=\?base64\?((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)\?=$/

/** A text as it was put into a header: as it is, or as `=?base64?…?=` where a header could not carry it. */
export function decodeHeader(written: string): string | undefined {
  const value = written.replaceAll(/^[ \t]+|[ \t]+$/g, '')
  if (!value.startsWith('=?base64?') || !value.endsWith('?=')) return value
  const encoded = ENCODED.exec(value)?.[1]
  if (encoded === undefined) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(encoded, 'base64'))
  } catch {
    return undefined
  }
}
