import type { RequestHandler } from '../../public.ts'
import { continueTrace } from '../../observe/trace.ts'
import { answerProblem } from './answer.ts'

/** One handler for many: each is mounted under its name, and sees URLs without it. */
export function gateway(mounts: ReadonlyMap<string, RequestHandler>): RequestHandler {
  return (request, response) => {
    const url = request.url ?? '/'
    const end = url.slice(1).search(/[/?]/)
    const name = end === -1 ? url.slice(1) : url.slice(1, end + 1)
    const handler = mounts.get(name)
    if (handler === undefined) {
      const detail = `nothing is mounted at "/${name}"; this gateway serves ${[...mounts.keys()].map((mount) => `/${mount}`).join(', ')}`
      return answerProblem(response, { status: 404, detail, code: 'NAFTIKO_NOT_FOUND' }, continueTrace().traceparent)
    }
    const rest = end === -1 ? '' : url.slice(end + 1)
    request.url = rest.startsWith('/') ? rest : `/${rest}`
    handler(request, response)
  }
}
