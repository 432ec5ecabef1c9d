import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type Mutable,
  isSameName,
  type InputEntry,
  type Invocation,
  type LinkContext,
  type LinkedCall,
  type Operation,
} from '@naftiko/plugin-api'
import { answer, headerText, type ServeOptions } from './answer.ts'
import type { RestOperationEntry, RestResourceEntry } from './entry.ts'
import { compileInput, type InputReader } from './input.ts'
import type { PathTemplate } from './path-template.ts'
import { readPayload } from './payload.ts'

/** One method of one path: everything needed to answer it. */
export interface Route {
  readonly method: string
  readonly path: PathTemplate
  readonly operation: Operation
  readonly linked: LinkedCall
  readonly declared: readonly InputEntry[]
  readonly reader: InputReader
  /** Its requests have no body that counts. */
  readonly readsNothing: boolean
  /** Its answers may be kept by who asked. */
  readonly isCacheable: boolean
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
  const declared = [...(resource.inputParameters ?? []), ...(entry.inputParameters ?? [])].flatMap((input) =>
    isNamed(input) ? [{ ...input, name: String(input.name) }] : [],
  )
  reportUnplaced(declared, path, at, context)
  const linked = context.link({ ...entry, inputParameters: declared }, at, { like: `${method} ${path.label}` })
  const description = entry.description ?? resource.description ?? linked.description
  const operation: Operation = {
    name: entry.name === undefined ? `${method} ${path.label}` : String(entry.name),
    ...(description === undefined ? {} : { description }),
    input: linked.input,
    ...(linked.output === undefined ? {} : { output: linked.output }),
    ...(linked.effects === undefined ? {} : { effects: linked.effects }),
    summary: `${method} ${path.label}`,
    calls: linked.targets,
    invoke: linked.invoke,
  }
  return {
    method,
    path,
    operation,
    linked,
    declared,
    reader: compileInput(declared, path, BODY_METHODS.has(method), context),
    readsNothing: method === 'GET' || method === 'HEAD',
    isCacheable: method === 'GET' && linked.effects?.cacheable === true,
  }
}

/** What is called a variable of the path, and has no place in it, is taken from the query. */
function reportUnplaced(declared: readonly InputEntry[], path: PathTemplate, at: string, context: LinkContext): void {
  for (const { name } of declared.filter((input) => input.in === 'path' && !path.variables.some((one) => isSameName(one, input.name)))) {
    const message = `the path has no place for "${name}", so it is taken from the query`
    const hint = `add "/{${name}}" to the path, or write "in: query"`
    context.report({ severity: 'warning', code: 'NAFTIKO_PATH_INPUT_UNPLACED', message, hint, at, key: true })
  }
}

/** An input without a name is reported by the schema, and nothing can be given for it. */
function isNamed({ name }: InputEntry): boolean {
  return name !== undefined && name !== null && String(name) !== ''
}

/** Answers one request. Never rejects: whatever goes wrong is an answer, too. */
export function serveRoute(
  route: Route,
  request: IncomingMessage,
  response: ServerResponse,
  captures: readonly string[],
  query: string,
  options: ServeOptions,
): Promise<void> {
  const { linked, isCacheable } = route
  return answer(request, response, { context: options.context, forwarded: options.forwarded, isCacheable }, async (call) => {
    const input = route.reader.read({ request, captures, query })
    const read = route.readsNothing
      ? null
      : await readPayload(request, route.reader.readsBody ? 'json' : linked.input.payload, options.maxBodySize)
    const acceptEncoding = linked.identity ? headerText(request, 'accept-encoding') : undefined
    // Written out, because spreading costs more than all the rest of it.
    const invocation: Mutable<Invocation> = {
      operation: route.operation.name,
      input,
      payload: route.reader.checkBody(read, input),
      signal: call.signal,
      trace: call.trace,
    }
    if (call.callerHeaders !== undefined) invocation.callerHeaders = call.callerHeaders
    if (acceptEncoding !== undefined) invocation.acceptEncoding = acceptEncoding
    return linked.invoke(invocation)
  })
}
