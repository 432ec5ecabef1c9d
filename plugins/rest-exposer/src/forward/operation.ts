import {
  InputError,
  type InputParameter,
  type Invoke,
  type JsonObject,
  type LinkedRelay,
  type Operation,
  type Outcome,
  UnavailableError,
  UpstreamError,
} from '@naftiko/plugin-api'
import type { RestResourceEntry } from '../entry.ts'
import type { ForwardPath } from './forward-path.ts'

/** Methods that are answered by the other end of the connection, whoever that is: `TRACE` would show the credential. */
const UNFORWARDED: ReadonlySet<string> = new Set(['TRACE', 'CONNECT'])

export function isForwarded(method: string): boolean {
  return !UNFORWARDED.has(method)
}

/** Bytes of an error answer that are kept. */
const LARGEST_ERROR = 10 * 1024 * 1024

/** A forward as an operation of its exposer, for the graph and for callers in the same process. */
export function forwardOperation(resource: RestResourceEntry, path: ForwardPath, { relay, targets }: LinkedRelay): Operation {
  const taken = (resource.operations ?? []).map((operation) => String(operation.name))
  const own = resource.name === undefined ? undefined : String(resource.name)
  const name = own === undefined || taken.includes(own) ? `* ${path.text}` : own
  return {
    name,
    description: resource.description ?? `Passes any request on to ${targets[0] ?? 'an API that is not there'}.`,
    input: { parameters: parametersOf(path), payload: 'opaque' },
    effects: { openWorld: true },
    summary: `* ${path.text}`,
    calls: targets,
    invoke: (invocation) => relayInvocation(invocation, name, path, relay),
  }
}

function parametersOf({ variables }: ForwardPath): readonly InputParameter[] {
  const text = (description: string): InputParameter['schema'] => ({ type: 'string', description })
  return [
    { name: 'method', required: false, schema: { ...text('HTTP method.'), default: 'GET' } },
    { name: 'path', required: false, schema: text('Path below the base address, percent-encoded.') },
    { name: 'query', required: false, schema: text('Query, percent-encoded, without the question mark.') },
    ...variables.map((name) => ({ name, required: true, schema: text('Variable of the path.') })),
  ]
}

async function relayInvocation(
  invocation: Parameters<Invoke>[0],
  operation: string,
  { variables }: ForwardPath,
  relay: LinkedRelay['relay'],
): Promise<Outcome> {
  const { input } = invocation
  const method = (textOf(input, 'method') ?? 'GET').toUpperCase()
  if (!isForwarded(method) || !/^[A-Z-]+$/.test(method)) throw new InputError(`"${method}" is not passed on`, { input: 'method' })
  const query = textOf(input, 'query')
  const outcome = await relay({
    ...invocation,
    operation,
    method,
    path: written(textOf(input, 'path') ?? '').replace(/^\//, ''),
    ...(query === undefined ? {} : { query: written(query) }),
    input: Object.fromEntries(variables.flatMap((name) => (Object.hasOwn(input, name) ? [[name, input[name]!] as const] : []))),
    headers: {},
    payload: invocation.payload ?? null,
  })
  return outcome.kind === 'stream' && (outcome.metadata.status ?? 200) >= 400 ? fail(operation, outcome) : outcome
}

function textOf(input: JsonObject, name: string): string | undefined {
  const value = Object.hasOwn(input, name) ? input[name] : undefined
  return value === undefined || value === null ? undefined : String(value)
}

/** Characters that people write without thinking of encoding. */
function written(text: string): string {
  return encodeURI(text).replaceAll('%25', '%').replaceAll('#', '%23')
}

/** A caller in the same process learns of failures as of those of any operation. */
async function fail(operation: string, outcome: Outcome & { readonly kind: 'stream' }): Promise<never> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of outcome.chunks) {
    size += piece.length
    if (size > LARGEST_ERROR)
      throw new UnavailableError('NAFTIKO_UPSTREAM_INVALID', `${operation} answers an error of more than ${LARGEST_ERROR} bytes`)
    pieces.push(piece)
  }
  const status = outcome.metadata.status!
  const { mediaType, metadata } = outcome
  throw new UpstreamError(`${operation} answered with status ${status}`, { status, mediaType, body: Buffer.concat(pieces), metadata })
}
