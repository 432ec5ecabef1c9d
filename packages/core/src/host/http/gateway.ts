import type { MountedRequest } from '../../guard/credential.ts'
import type { RequestHandler } from '../../public.ts'
import { continueTrace } from '../../observe/trace.ts'
import { answerProblem } from './answer.ts'

/** Metadata about `/name/…` stands at `/.well-known/<word>/name/…` of the host (RFC 8615, RFC 9728). */
const WELL_KNOWN = /^\/\.well-known\/[^/?]+\/([^/?]+)/
/** Mounts that a refusal names. */
const MOST_NAMED = 20

/** One handler for many: each is mounted under its name, and sees URLs without it. What is well known about one goes to it as it came. */
export function gateway(mounts: ReadonlyMap<string, RequestHandler>): RequestHandler {
  const served = namesOf([...mounts.keys()])
  return (request: MountedRequest, response) => {
    const url = request.url ?? '/'
    const described = mounts.get(WELL_KNOWN.exec(url)?.[1] ?? '')
    if (described !== undefined) return described(request, response)
    const end = url.slice(1).search(/[/?]/)
    const name = end === -1 ? url.slice(1) : url.slice(1, end + 1)
    const handler = mounts.get(name)
    if (handler === undefined) {
      const detail = `nothing is mounted at "/${name}"; this gateway serves ${served}`
      return answerProblem(response, { status: 404, detail, code: 'NAFTIKO_NOT_FOUND' }, continueTrace().traceparent)
    }
    const rest = end === -1 ? '' : url.slice(end + 1)
    request.originalUrl ??= url
    request.url = rest.startsWith('/') ? rest : `/${rest}`
    handler(request, response)
  }
}

/** An answer does not grow with what is served. */
function namesOf(mounts: readonly string[]): string {
  const named = mounts.slice(0, MOST_NAMED).map((mount) => `/${mount}`)
  const more = mounts.length - named.length
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ')
}
