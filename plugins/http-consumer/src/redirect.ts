import type { UpstreamRequest, UpstreamResponse } from './exchange/client.ts'

const REDIRECTS = new Set([301, 302, 303, 307, 308])
const MOST_REDIRECTS = 5

/**
 * Sends, and follows redirects of reading requests within the same origin. Anything else is an answer like any other:
 * a credential never leaves the origin it was meant for, and no upstream decides which host is called.
 */
export async function sendFollowing(
  send: (request: UpstreamRequest) => Promise<UpstreamResponse>,
  request: UpstreamRequest,
): Promise<UpstreamResponse> {
  let current = request
  for (let hops = 0; ; hops += 1) {
    const response = await send(current)
    const next = hops < MOST_REDIRECTS ? target(response, current) : undefined
    if (next === undefined) return response
    response.body.discard()
    current = { ...current, url: next }
  }
}

function target(response: UpstreamResponse, request: UpstreamRequest): string | undefined {
  const { location } = response.headers
  if (!REDIRECTS.has(response.status) || (request.method !== 'GET' && request.method !== 'HEAD')) return undefined
  if (typeof location !== 'string' || !URL.canParse(location, request.url)) return undefined
  const url = new URL(location, request.url)
  // A user name in the address would take the place of the credential.
  url.username = ''
  url.password = ''
  return url.origin === new URL(request.url).origin ? url.href : undefined
}
