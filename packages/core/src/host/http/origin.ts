import type { IncomingMessage } from 'node:http'
import { isLoopback } from '../../loopback.ts'
import type { HostProblem } from './answer.ts'

/** Who may address a listener from a browser. */
export interface OriginPolicy {
  /** The listener is bound to this machine only, so only names of this machine may lead to it. */
  readonly loopback: boolean
  readonly allowedHosts: ReadonlySet<string>
  readonly allowedOrigins: ReadonlySet<string>
}

/**
 * Refuses requests that a web page of somebody else sent through the user's browser. A page can point a name of its own
 * at 127.0.0.1 (DNS rebinding): then the `Host` header gives it away. Or it can call across origins: then `Origin` does.
 */
export function checkOrigin(request: IncomingMessage, policy: OriginPolicy): HostProblem | undefined {
  const host = request.headers.host ?? ''
  if (policy.loopback && !isLoopback(hostnameOf(host)) && !policy.allowedHosts.has(hostnameOf(host))) {
    return refused(
      `this listener serves this machine only, and the request is addressed to "${hostnameOf(host)}"; allow that name if it is yours (--allow-host, allowedHosts)`,
      'NAFTIKO_HOST_REFUSED',
    )
  }
  const { origin } = request.headers
  if (origin === undefined || policy.allowedOrigins.has(origin)) return undefined
  const url = URL.canParse(origin) ? new URL(origin) : undefined
  if (url !== undefined && (isLoopback(url.hostname) || url.host === host)) return undefined
  return refused(
    `pages of "${origin}" may not call this listener; allow that origin if it is yours (--allow-origin, allowedOrigins)`,
    'NAFTIKO_ORIGIN_REFUSED',
  )
}

function refused(detail: string, code: string): HostProblem {
  return { status: 403, detail, code }
}

function hostnameOf(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase()
}
