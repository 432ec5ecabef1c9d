import {
  API_VERSION,
  type BinderNode,
  type BinderPlugin,
  callerSignal,
  CancelledError,
  type ConsumerNode,
  type ConsumerPlugin,
  type ExposerNode,
  type ExposerPlugin,
  type FormatPlugin,
  type Invocation,
  type NodeEntry,
  type Outcome,
  toProblem,
  traceIdOf,
  UnavailableError,
} from '@naftiko/plugin-api'

/** A way to be wrong: changes what the node of a right plugin does. */
export type Spoil<Node> = (node: Node, entry: NodeEntry & Record<string, unknown>) => Node

/** A consumer as it should be: `give` succeeds, `fail` fails, `wait` never ends. */
export function rightConsumer(spoil: Spoil<ConsumerNode> = (node) => node): ConsumerPlugin {
  return {
    kind: 'consumer',
    type: 'right',
    name: 'right-consumer',
    apiVersion: API_VERSION,
    schema: { type: 'object', properties: { type: {}, namespace: { type: 'string', description: 'Its name.' } } },
    compile: (entry) => spoil(consumerNode(), entry as NodeEntry & Record<string, unknown>),
  }
}

function consumerNode(): ConsumerNode {
  const stopped = new AbortController()
  const input = { parameters: [], payload: 'none' as const }
  return {
    operations: [
      { name: 'give', input, invoke: async () => ({ kind: 'value', value: 1, metadata: { status: 200 } }) },
      { name: 'fail', input, invoke: () => Promise.reject(new UnavailableError('NAFTIKO_UPSTREAM_UNREACHABLE', 'nobody is there')) },
      { name: 'wait', input, invoke: ({ signal }) => cancelled(AbortSignal.any([signal, stopped.signal])) },
    ],
    stop: async () => stopped.abort(),
  }
}

function cancelled(signal: AbortSignal): Promise<Outcome> {
  return new Promise((_, reject) => {
    const end = (): void => reject(new CancelledError())
    if (signal.aborted) end()
    signal.addEventListener('abort', end)
  })
}

/** An exposer as it should be: any request calls what the entry says. */
export function rightExposer(spoil: Spoil<ExposerNode> = (node) => node): ExposerPlugin {
  return {
    kind: 'exposer',
    type: 'door',
    name: 'right-exposer',
    apiVersion: API_VERSION,
    schema: { type: 'object', properties: { type: {}, namespace: { type: 'string' }, call: { type: 'string' } } },
    compile: (entry, context) => {
      const linked = context.link({ call: String((entry as { call?: unknown }).call) }, '')
      const node: ExposerNode = {
        endpoint: { transport: 'http' },
        operations: [{ name: 'enter', input: linked.input, calls: linked.targets, invoke: linked.invoke }],
        handle: (request, response) => {
          const trace = context.trace()
          const invocation: Invocation = { operation: 'enter', input: {}, signal: callerSignal(request, response), trace }
          linked
            .invoke(invocation)
            .then((outcome) => context.collect(outcome))
            .then((collected) => response.end(JSON.stringify('value' in collected ? collected.value : null)))
            .catch((error: unknown) => {
              const problem = toProblem(error, traceIdOf(trace.traceparent))
              response.writeHead(problem.status).end(JSON.stringify(problem))
            })
        },
      }
      return spoil(node, entry as NodeEntry & Record<string, unknown>)
    },
  }
}

/** A binder as it should be, over a plain object. */
export function rightBinder(source: Record<string, string>, spoil: (node: BinderNode) => BinderNode = (node) => node): BinderPlugin {
  return {
    kind: 'binder',
    type: 'plain',
    name: 'right-binder',
    apiVersion: API_VERSION,
    compile: (entry) =>
      spoil({
        resolve: async () =>
          Object.fromEntries(Object.entries(entry.keys).flatMap(([name, key]) => (key in source ? [[name, source[key]!]] : []))),
      }),
  }
}

/** A format as it should be: the place of a word in the list of words that the schema names. */
export function rightFormat(file?: string): FormatPlugin {
  return {
    kind: 'format',
    type: 'word',
    name: 'right-format',
    apiVersion: API_VERSION,
    compile: async ({ schema }, context) => {
      const words = new TextDecoder().decode(await context.read(file ?? String(schema))).split(' ')
      return (bytes) => {
        const word = new TextDecoder().decode(bytes)
        if (!words.includes(word)) throw new Error(`"${word}" is none of the words`)
        return { index: words.indexOf(word) }
      }
    },
  }
}
