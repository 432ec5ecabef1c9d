import type { IncomingMessage } from 'node:http'
import { essenceOf, InputError } from '@naftiko/plugin-api'

/** The path of the endpoint. The root answers as well, so that a mounted exposer is found under its prefix. */
export const MCP_PATH = '/mcp'

/** A request that is none of the protocol's, answered in the language of HTTP. */
export class Refusal extends InputError {
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message, { status, code })
    this.headers = headers
  }
}

/** There is nothing at this path. */
export function notHere(): Refusal {
  return new Refusal(404, 'NAFTIKO_NOT_FOUND', `nothing is served here; the endpoint is ${MCP_PATH}`)
}

/** Where a request goes, without a slash at its end; empty for the root. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').replace(/[?#].*$/, '').replace(/\/+$/, '')
}

/** Throws a `Refusal` for another path. */
export function refuseOtherPath(request: IncomingMessage): void {
  const path = pathOf(request)
  if (path !== '' && path !== MCP_PATH && !path.startsWith(`${MCP_PATH}/`)) throw notHere()
}

/** For a method that is not served. */
export function notAllowed(allowed: readonly string[]): Refusal {
  const stream = allowed.includes('GET') ? 'GET opens a stream of changes' : 'there is no standing stream'
  return new Refusal(405, 'NAFTIKO_METHOD_NOT_ALLOWED', `this server keeps no sessions, and ${stream}; send each message with POST`, {
    allow: allowed.join(', '),
  })
}

/** Throws a `Refusal` for anything but JSON. */
export function refuseOtherType(request: IncomingMessage): void {
  const type = essenceOf(request.headers['content-type'] ?? 'application/json')
  if (type !== 'application/json') throw new Refusal(415, 'NAFTIKO_MEDIA_TYPE', `messages are application/json, and this one is "${type}"`)
}
