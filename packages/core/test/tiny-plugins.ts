import {
  API_VERSION,
  type ConsumerPlugin,
  type ExposerPlugin,
  type Invocation,
  InvocationError,
  type JsonValue,
  type Lifecycle,
  type NodeEntry,
  type Outcome,
  type Plugin,
  type Standing,
} from '@naftiko/plugin-api'

/** What the tiny plugins saw, in order: `start api`, `stop door`, … */
export interface Journal {
  readonly events: string[]
  readonly invocations: Invocation[]
}

export interface TinyOptions {
  /** Answers every operation. Default: a value that echoes the arguments and the body. */
  readonly answer?: (invocation: Invocation) => Promise<Outcome>
  /** Namespaces whose `start` fails. */
  readonly failing?: readonly string[]
  /** The door does nothing before its first request. */
  readonly onDemand?: boolean
}

interface TinyConsumes extends NodeEntry {
  readonly operations: readonly {
    readonly name: string
    readonly inputs?: readonly string[]
    readonly body?: 'none' | 'opaque' | 'json'
    readonly safe?: boolean
  }[]
}

interface TinyExposes extends NodeEntry {
  readonly port?: number
  /** Whether it goes on with what was open at the version before. */
  readonly keeps?: boolean
  readonly routes: readonly { readonly name: string; readonly call: string }[]
}

/** The smallest plugins that use the whole contract: an API in memory, and an HTTP door that answers JSON. */
export function tinyPlugins(options: TinyOptions = {}): { readonly plugins: readonly Plugin[]; readonly journal: Journal } {
  const journal: Journal = { events: [], invocations: [] }
  return { plugins: [memoryConsumer(journal, options), doorExposer(journal, options)] as readonly Plugin[], journal }
}

function memoryConsumer(journal: Journal, options: TinyOptions): ConsumerPlugin<TinyConsumes> {
  const answer = options.answer ?? echo
  return {
    kind: 'consumer',
    type: 'memory',
    name: 'memory-consumer',
    apiVersion: API_VERSION,
    schema: {
      type: 'object',
      additionalProperties: false,
      required: ['operations'],
      properties: { type: {}, namespace: {}, token: { type: 'string' }, operations: { type: 'array' } },
    },
    compile: (entry, context) => {
      if (typeof (entry as { token?: unknown }).token === 'string')
        context.template((entry as unknown as { token: string }).token, '/token')
      return {
        ...lifecycle(entry.namespace, journal, options),
        operations: entry.operations.map((operation) => ({
          name: operation.name,
          input: {
            parameters: (operation.inputs ?? []).map((name) => ({
              name: name.replace('!', ''),
              required: name.endsWith('!'),
              schema: { type: 'string' },
              in: 'query' as const,
            })),
            payload: operation.body ?? 'none',
          },
          ...(operation.safe === undefined ? {} : { effects: { safe: operation.safe } }),
          invoke: (invocation) => {
            journal.invocations.push(invocation)
            return answer(invocation)
          },
        })),
      }
    },
  }
}

async function echo(invocation: Invocation): Promise<Outcome> {
  const value = { input: { ...invocation.input }, body: invocation.payload?.value ?? null } as JsonValue
  return { kind: 'value', value, metadata: { status: 200 } }
}

function doorExposer(journal: Journal, options: TinyOptions): ExposerPlugin<TinyExposes> {
  return {
    kind: 'exposer',
    type: 'door',
    name: 'door-exposer',
    apiVersion: API_VERSION,
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: {
        type: {},
        namespace: {},
        keeps: {},
        port: { type: 'integer' },
        authentication: { type: 'object' },
        routes: { type: 'array' },
      },
    },
    compile: (entry, context) => {
      const standing = new Set<Standing>()
      const routes = new Map(entry.routes.map((route, index) => [route.name, context.link(route, `/routes/${index}`)]))
      return {
        ...lifecycle(entry.namespace, journal, options),
        drain: async () => {
          journal.events.push(`drain ${entry.namespace}`)
          for (const one of standing) one.end()
          standing.clear()
        },
        ...(options.onDemand === true ? { onDemand: true as const } : {}),
        endpoint: { transport: 'http', ...(entry.port === undefined ? {} : { port: entry.port }) },
        operations: [...routes].map(([name, linked]) => ({ name, input: linked.input, calls: linked.targets, invoke: linked.invoke })),
        handOver: () => {
          const open = [...standing]
          standing.clear()
          return open
        },
        takeOver: (one) => {
          if (entry.keeps === false) return false
          standing.add(one)
          one.response.write(
            `${String(one.state)} at ${String(entry.routes[0]?.name)}, ${one.request.headers['authorization'] ?? 'no credential'}\n`,
          )
          return true
        },
        handle: (request, response) => {
          if (request.url === '/stay') {
            response.write('open\n')
            const one: Standing = { request, response, state: 'open', end: () => void response.end('over') }
            standing.add(one)
            return
          }
          const controller = new AbortController()
          response.on('close', () => controller.abort())
          const url = new URL(request.url!, 'http://door')
          const linked = routes.get(url.pathname.slice(1))
          const invocation = {
            operation: '',
            input: Object.fromEntries(url.searchParams),
            signal: controller.signal,
            trace: context.trace(),
          }
          const result =
            linked === undefined ? Promise.reject(new InvocationError('caller', 404, 'X', 'no route')) : linked.invoke(invocation)
          result
            .then((outcome) => context.collect(outcome))
            .then((collected) => response.end(JSON.stringify('value' in collected ? collected.value : null)))
            .catch((error: InvocationError) => {
              response.statusCode = error.status
              response.end(error.message)
            })
        },
      }
    },
  }
}

function lifecycle(namespace: string, journal: Journal, options: TinyOptions): Lifecycle {
  const note = (what: string): void => void journal.events.push(`${what} ${namespace}`)
  return {
    start: async () => {
      note('start')
      if (options.failing?.includes(namespace) === true) throw new Error(`${namespace} does not start`)
    },
    drain: async () => note('drain'),
    stop: async () => note('stop'),
  }
}
