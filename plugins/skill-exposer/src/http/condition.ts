import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether the caller has the answer already (RFC 9110, section 13). `Cache-Control: no-cache`, which `fetch` adds to every
 * such request, is meant for caches on the way, and this is where the answer comes from.
 */
export function hasAlready(headers: IncomingHttpHeaders, etag: string, modified: Date | undefined): boolean {
  const tags = headers['if-none-match']
  if (tags !== undefined) return tags.trim() === '*' || tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === `"${etag}"`)
  const since = Date.parse(headers['if-modified-since'] ?? '')
  return modified !== undefined && Math.floor(modified.getTime() / 1000) * 1000 <= since
}
