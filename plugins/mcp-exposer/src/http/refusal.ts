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

/** Throws a `Refusal` for another path, another method than POST, and anything but JSON. */
export function refuseOther(request: IncomingMessage): void {
  const path = pathOf(request)
  if (path !== '' && path !== MCP_PATH && !path.startsWith(`${MCP_PATH}/`)) throw notHere()
  if (request.method !== 'POST') {
    throw new Refusal(
      405,
      'NAFTIKO_METHOD_NOT_ALLOWED',
      'this server keeps no sessions and no standing stream; send each message with POST',
      { allow: 'POST' },
    )
  }
  const type = essenceOf(request.headers['content-type'] ?? 'application/json')
  if (type !== 'application/json') throw new Refusal(415, 'NAFTIKO_MEDIA_TYPE', `messages are application/json, and this one is "${type}"`)
}
