import { createEngine, type Host } from '@naftiko/core'
import {
  API_VERSION,
  type ConsumerPlugin,
  type Invocation,
  type JsonObject,
  type NodeEntry,
  type Outcome,
  type Plugin,
} from '@naftiko/plugin-api'
import { restExposer } from '../src/index.ts'

interface MemoryEntry extends NodeEntry {
  readonly inputs: readonly string[]
  readonly body: 'none' | 'opaque' | 'json'
}

export interface Rest extends AsyncDisposable {
  readonly url: string
  readonly host: Host
  /** Codes of what the document was found to be wrong with. */
  readonly codes: readonly string[]
  /** What the called operation received, bodies read to their end. */
  readonly received: { readonly input: JsonObject; readonly body?: string; readonly mediaType?: string; readonly signal: AbortSignal }[]
}

export interface RestOptions {
  /** Inputs of the operation `api.op`; `!` behind a name makes it required. */
  readonly inputs?: readonly string[]
  readonly body?: 'none' | 'opaque' | 'json'
  readonly answer?: (invocation: Invocation) => Promise<Outcome>
  readonly exposer?: ReturnType<typeof restExposer>
  /** Mounted under its namespace, with others beside it. */
  readonly gateway?: boolean
}

/** Serves these resources over an API in memory. */
export async function restFor(resources: readonly object[], options: RestOptions = {}, entry: object = {}): Promise<Rest> {
  const received: Rest['received'] = []
  const consumer: ConsumerPlugin<MemoryEntry> = {
    kind: 'consumer',
    type: 'memory',
    name: 'memory',
    apiVersion: API_VERSION,
    schema: { type: 'object' },
    compile: ({ inputs, body }) => ({
      operations: [
        {
          name: 'op',
          input: {
            parameters: inputs.map((name) => ({ name: name.replace('!', ''), required: name.endsWith('!'), schema: {} })),
            payload: body,
          },
          invoke: async (invocation) => {
            const { payload, input, signal } = invocation
            const bytes = payload?.bytes === undefined ? undefined : await readAll(payload.bytes)
            received.push({
              input: { ...input },
              signal,
              ...(payload == null ? {} : { body: bytes ?? JSON.stringify(payload.value), mediaType: payload.mediaType }),
            })
            return (options.answer ?? fine)(invocation)
          },
        },
      ],
    }),
  }
  const engine = createEngine({ plugins: [consumer, options.exposer ?? restExposer()] as readonly unknown[] as readonly Plugin[] })
  const document = {
    naftiko: '1',
    capability: {
      consumes: [{ type: 'memory', namespace: 'api', inputs: options.inputs ?? [], body: options.body ?? 'none' }],
      exposes: [{ type: 'rest', namespace: 'api-rest', resources, ...entry }],
    },
  }
  const capability = await engine.load({ text: JSON.stringify(document) })
  const host = engine.host([capability], options.gateway === true ? { gateway: 0 } : { anyPort: true })
  await host.start()
  const codes = capability.diagnostics.map(({ code }) => code)
  return { url: host.endpoints[0]!.url!, host, codes, received, [Symbol.asyncDispose]: () => host.stop({ graceMs: 0 }) }
}

async function fine(): Promise<Outcome> {
  return { kind: 'value', value: { ok: true }, metadata: {} }
}

async function readAll(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<string> {
  if (bytes instanceof Uint8Array) return Buffer.from(bytes).toString()
  const pieces: Uint8Array[] = []
  for await (const piece of bytes) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

/** One resource with one operation that calls `api.op`. */
export const route = (path: string, rest: object = {}): object => ({ path, operations: [{ method: 'GET', call: 'api.op', ...rest }] })
