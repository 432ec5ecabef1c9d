import {
  API_VERSION,
  type BinderPlugin,
  CancelledError,
  type ConsumerPlugin,
  type ExposerPlugin,
  InvocationError,
  type Invocation,
  type NodeEntry,
  type Outcome,
  type Plugin,
  UpstreamError,
} from '@naftiko/plugin-api'
import type { Build } from '../src/index.ts'

/** The smallest build that has one plugin of each kind a command needs: an API in memory, an HTTP door, and the environment. */
export const tinyBuild: Build = {
  plugins: async (env) => [memoryConsumer(), doorExposer(), envBinder(env)] as readonly Plugin[],
}

interface MemoryEntry extends NodeEntry {
  readonly token?: string
  readonly operations: readonly { readonly name: string; readonly inputs?: readonly string[] }[]
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

/** What an operation answers is in its name; any other name echoes its arguments. */
const ANSWERS: Readonly<Record<string, (invocation: Invocation, base: string, fail: (error: Error) => void) => Promise<Outcome>>> = {
  fail: async () => {
    const body = encode('{"error":\n"no such book"}')
    throw new UpstreamError('the upstream answered 404', { status: 404, mediaType: 'application/json', body, metadata: { status: 404 } })
  },
  stream: async () => ({
    kind: 'stream',
    mediaType: 'text/event-stream',
    metadata: {},
    chunks: (async function* () {
      yield encode('data: one\n\n')
      yield encode('data: two\n\n')
    })(),
  }),
  hang: ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new CancelledError()))),
  die: async (_, _base, fail) => {
    fail(new Error('the memory is gone'))
    return { kind: 'value', value: null, metadata: {} }
  },
  base: async (_, base) => ({ kind: 'value', value: base, metadata: {} }),
}

function memoryConsumer(): ConsumerPlugin<MemoryEntry> {
  return {
    kind: 'consumer',
    type: 'memory',
    name: 'memory-consumer',
    description: 'An API in memory',
    apiVersion: API_VERSION,
    schema: {
      type: 'object',
      additionalProperties: false,
      required: ['operations'],
      properties: { type: {}, namespace: {}, token: { type: 'string' }, operations: { type: 'array' } },
    },
    compile: (entry, context) => {
      let base = 'as written'
      let fail = (_error: Error): void => {}
      const token = entry.token === undefined ? undefined : context.template(entry.token, '/token')
      return {
        start: async (context) => {
          base = context.baseUri ?? base
          fail = (error) => context.fail(error)
          if (token?.render({ input: {}, variables: context.variables }) === 'broken') throw new Error('the token is broken')
        },
        operations: entry.operations.map(({ name, inputs = [] }) => ({
          name,
          summary: `GET /${name}`,
          input: {
            parameters: inputs.map((input) => ({ name: input.replace('?', ''), required: !input.endsWith('?'), schema: {} })),
            payload: 'none' as const,
          },
          invoke: async (invocation) =>
            ANSWERS[name]?.(invocation, base, fail) ?? { kind: 'value' as const, value: { ...invocation.input }, metadata: {} },
        })),
      }
    },
  }
}

interface DoorEntry extends NodeEntry {
  readonly port?: number
  readonly transport?: string
  readonly routes: readonly { readonly name: string; readonly call: string }[]
}

function doorExposer(): ExposerPlugin<DoorEntry> {
  return {
    kind: 'exposer',
    type: 'door',
    name: 'door-exposer',
    apiVersion: API_VERSION,
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: { type: {}, namespace: {}, port: { type: 'integer' }, transport: {}, authentication: {}, routes: { type: 'array' } },
    },
    compile: (entry, context) => {
      const routes = new Map(entry.routes.map((route, index) => [route.name, context.link(route, `/routes/${index}`)]))
      const operations = [...routes].map(([name, linked]) => ({ name, input: linked.input, calls: linked.targets, invoke: linked.invoke }))
      if (entry.transport === 'stdio') return { endpoint: { transport: 'stdio' }, operations }
      return {
        endpoint: { transport: 'http', ...(entry.port === undefined ? {} : { port: entry.port }) },
        operations,
        handle: (request, response) => {
          const url = new URL(request.url!, 'http://door')
          const linked = routes.get(url.pathname.slice(1))
          if (linked === undefined) return void response.writeHead(404).end()
          const controller = new AbortController()
          response.on('close', () => controller.abort())
          linked
            .invoke({ operation: '', input: Object.fromEntries(url.searchParams), signal: controller.signal, trace: context.trace() })
            .then((outcome) => context.collect(outcome))
            .then((collected) => response.end(JSON.stringify('value' in collected ? collected.value : null)))
            .catch((error: unknown) => response.writeHead(InvocationError.is(error) ? error.status : 500).end())
        },
      }
    },
  }
}

function envBinder(env: Readonly<Record<string, string | undefined>>): BinderPlugin {
  return {
    kind: 'binder',
    type: 'env',
    name: 'env-binder',
    apiVersion: API_VERSION,
    compile: ({ keys }) => ({
      resolve: async () =>
        Object.fromEntries(Object.entries(keys).flatMap(([name, key]) => (env[key] === undefined ? [] : [[name, env[key]]]))),
    }),
  }
}

export interface DocumentOptions {
  readonly label?: string
  readonly door?: string
  readonly port?: number
  readonly operation?: string
  readonly token?: string
  readonly more?: string
}

/** A capability document for the tiny build. */
export function tinyDocument(options: DocumentOptions = {}): string {
  const { label = 'Books', door = 'books-door', port = 0, operation = 'get', token, more = '' } = options
  return `naftiko: 1.0.0-alpha2
info: { label: ${label} }
capability:
  consumes:
    - type: memory
      namespace: books${token === undefined ? '' : `\n      token: "{{${token}}}"`}
      operations:
        - { name: ${operation}, inputs: [isbn?] }
        - { name: fail }
        - { name: stream }
        - { name: hang }
        - { name: base }
  exposes:
    - type: door
      namespace: ${door}
      port: ${port}
      routes:
        - { name: read, call: books.${operation} }
${token === undefined ? '' : `  binds:\n    - { namespace: env, keys: { ${token}: ${token} } }\n`}${more}`
}
