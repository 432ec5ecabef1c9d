import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createEngine, type Diagnostic, type Host, type Outcome } from '@naftiko/core'
import {
  API_VERSION,
  type ExposerPlugin,
  type InputShape,
  type Invocation,
  type JsonObject,
  type LinkedCall,
  type NodeEntry,
  type Plugin,
  type StreamOutcome,
} from '@naftiko/plugin-api'
import { type HttpConsumerOptions, httpConsumer } from '../src/index.ts'

/** What reached the API. */
export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
  readonly port: number
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A host that consumes one API. */
export interface Consumed {
  readonly host: Host
  readonly diagnostics: readonly Diagnostic[]
  /** What a caller of `op` can give. */
  readonly shape: InputShape
  readonly linked: LinkedCall
  call(operation: string, input?: JsonObject, signal?: AbortSignal): Promise<Outcome>
  /** Calls `op` as an exposer does: with a body, and with nothing between the test and the stream. */
  invoke(invocation?: Partial<Invocation>): Promise<StreamOutcome>
}

/** A real API on a free port, and a host that consumes it. */
export interface Api extends Consumed, AsyncDisposable {
  readonly url: string
  readonly seen: Seen[]
}

export interface ConsumeOptions {
  readonly variables?: Record<string, string>
  readonly binds?: JsonObject
  readonly baseUris?: Record<string, string>
  readonly plugin?: HttpConsumerOptions
}

let client: HttpConsumerOptions['client']

/** Has what follows sent by this HTTP client. */
export function sendThrough(name: HttpConsumerOptions['client']): void {
  client = name
}

const ok: Answer = (_, response) => response.end('{}')

/** Starts an API that answers with `answer`, and a host for one `consumes` entry that points at it. */
export async function apiFor(entry: JsonObject, options: ConsumeOptions & { readonly answer?: Answer } = {}): Promise<Api> {
  const seen: Seen[] = []
  const { server, url } = await serve((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const { method, url: path, headers, socket } = request
      seen.push({ method: method!, url: path!, headers, body: Buffer.concat(pieces).toString(), port: socket.remotePort! })
      ;(options.answer ?? ok)(request, response)
    })
    request.on('error', () => {})
  })
  const consumed = await consume({ baseUri: url, ...entry }, options)
  return {
    ...consumed,
    url,
    seen,
    [Symbol.asyncDispose]: async () => {
      await consumed.host.stop({ graceMs: 0 })
      await closeServer(server)
    },
  }
}

/** Runs a host for one `consumes` entry, called `api`, whose operation `op` is also linked. */
export async function consume(entry: JsonObject, options: ConsumeOptions = {}): Promise<Consumed> {
  const { variables = {}, baseUris = {} } = options
  const calls: LinkedCall[] = []
  const engine = createEngine({
    plugins: [httpConsumer({ ...(client === undefined ? {} : { client }), ...options.plugin }), linker(calls) as Plugin],
  })
  const keys = options.binds ?? Object.fromEntries(Object.keys(variables).map((name) => [name, name]))
  const document = {
    naftiko: '1',
    capability: {
      consumes: [{ type: 'http', namespace: 'api', ...entry }],
      exposes: [{ type: 'linker', namespace: 'linker' }],
    },
    binds: [{ namespace: 'env', keys }],
  }
  const capability = await engine.load({ text: JSON.stringify(document) })
  const host = engine.host([capability], { expose: false, variables, baseUris })
  await host.start()
  const linked = calls.at(-1)!
  return {
    host,
    diagnostics: capability.diagnostics,
    shape: linked.input,
    linked,
    call: (operation, input = {}, signal) => host.invoke(`api.${operation}`, input, signal === undefined ? {} : { signal }),
    invoke: async (invocation) =>
      (await linked.invoke({
        operation: 'api.op',
        input: {},
        signal: new AbortController().signal,
        trace: { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` },
        ...invocation,
      })) as StreamOutcome,
  }
}

/** An exposer that opens no door and keeps what it linked. */
function linker(calls: LinkedCall[]): ExposerPlugin<NodeEntry> {
  return {
    kind: 'exposer',
    type: 'linker',
    name: 'linker',
    apiVersion: API_VERSION,
    schema: { type: 'object' },
    compile: (_, context) => {
      calls.push(context.link({ call: 'api.op' }, ''))
      return { endpoint: { transport: 'none' }, operations: [] }
    },
  }
}

export async function serve(listener: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

/** One resource with one operation, called `op`. */
export function operation(path: string, rest: JsonObject = {}): JsonObject {
  return { resources: [{ name: 'r', path, operations: [{ name: 'op', method: 'GET', ...rest }] }] }
}

/** Everything that comes of a stream, as text. */
export async function textOf(outcome: StreamOutcome): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const chunk of outcome.chunks) pieces.push(chunk)
  return Buffer.concat(pieces).toString()
}
