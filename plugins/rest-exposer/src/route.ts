import type { IncomingMessage, ServerResponse } from 'node:http'
import type { InputEntry, LinkContext, LinkedCall, Operation } from '@naftiko/plugin-api'
import type { RestOperationEntry, RestResourceEntry } from './entry.ts'
import { compileInput, type InputReader } from './input.ts'
import type { PathTemplate } from './path-template.ts'
import { readPayload } from './payload.ts'
import { replyError, replyOutcome } from './reply.ts'

/** One method of one path: everything needed to answer it. */
export interface Route {
  readonly method: string
  readonly path: PathTemplate
  readonly operation: Operation
  readonly linked: LinkedCall
  readonly declared: readonly InputEntry[]
  readonly reader: InputReader
}

/** Methods whose requests have a body by custom. */
const BODY_METHODS: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

export function compileRoute(
  path: PathTemplate,
  resource: RestResourceEntry,
  entry: RestOperationEntry,
  at: string,
  context: LinkContext,
): Route {
  const method = (entry.method ?? 'GET').toUpperCase()
  const declared = [...(resource.inputParameters ?? []), ...(entry.inputParameters ?? [])].map((input) => ({
    ...input,
    name: String(input.name),
  }))
  const linked = context.link({ ...entry, inputParameters: declared }, at)
  const description = entry.description ?? resource.description ?? linked.description
  const operation: Operation = {
    name: entry.name === undefined ? `${method} ${path.text}` : String(entry.name),
    ...(description === undefined ? {} : { description }),
    input: linked.input,
    ...(linked.output === undefined ? {} : { output: linked.output }),
    ...(linked.effects === undefined ? {} : { effects: linked.effects }),
    summary: `${method} ${path.text}`,
    calls: linked.targets,
    invoke: linked.invoke,
  }
  return { method, path, operation, linked, declared, reader: compileInput(declared, path.variables, BODY_METHODS.has(method), context) }
}

/** What answering needs besides the route. */
export interface ServeOptions {
  readonly context: LinkContext
  readonly maxBodySize: number
}

/** Answers one request. Never rejects: whatever goes wrong is an answer, too. */
export async function serveRoute(
  route: Route,
  request: IncomingMessage,
  response: ServerResponse,
  captures: readonly string[],
  query: string,
  options: ServeOptions,
): Promise<void> {
  const { context } = options
  const { linked, reader } = route
  const trace = context.trace(text(request.headers['traceparent']), text(request.headers['tracestate']))
  const isCacheable = route.method === 'GET' && linked.effects?.cacheable === true
  const to = {
    response,
    headOnly: request.method === 'HEAD',
    traceparent: trace.traceparent,
    log: context.log,
    ...(isCacheable ? { revalidation: { known: text(request.headers['if-none-match']) } } : {}),
  }
  const controller = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) controller.abort()
  })
  try {
    const input = reader.read({ request, captures, query })
    const use = reader.readsBody ? 'json' : linked.input.payload
    const payload = route.method === 'GET' || route.method === 'HEAD' ? null : await readPayload(request, use, options.maxBodySize)
    reader.checkBody(payload, input)
    const acceptEncoding = linked.identity ? text(request.headers['accept-encoding']) : undefined
    const invocation = {
      operation: route.operation.name,
      input,
      payload,
      signal: controller.signal,
      trace,
      ...(acceptEncoding === undefined ? {} : { acceptEncoding }),
    }
    await replyOutcome(await linked.invoke(invocation), to)
  } catch (error) {
    replyError(error, to)
  }
}

function text(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined
}
