import type { IncomingMessage } from 'node:http'
import { targetOf } from '../credential.ts'

/** The root of this server as the client reaches it, without a slash at its end; `undefined` where the request does not tell. */
export function addressOf(request: IncomingMessage): string | undefined {
  const protocol = 'encrypted' in request.socket && request.socket.encrypted === true ? 'https' : 'http'
  const text = `${protocol}://${request.headers.host ?? ''}`
  return URL.canParse(text) ? new URL(text).origin + mountOf(request) : undefined
}

/** The path below which this server is mounted in another one, which took it off the target. */
function mountOf(request: IncomingMessage): string {
  const [whole, rest] = [pathOf(targetOf(request)), pathOf(request.url ?? '/')]
  if (whole.endsWith(rest)) return whole.slice(0, -rest.length)
  return rest === '/' ? whole : ''
}

/** A target without its query. */
export function pathOf(target: string): string {
  const end = target.indexOf('?')
  return end === -1 ? target : target.slice(0, end)
}
