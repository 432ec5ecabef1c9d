import type { Invocation, JsonObject, JsonValue, Outcome } from '@naftiko/plugin-api'
import { UpstreamError } from '@naftiko/plugin-api'
import { createEngine, type EngineOptions } from '../src/index.ts'
import { tinyPlugins } from './tiny-plugins.ts'

/** What the operations of the API `api` answer: a value, a function of the call, or a status from 400 on. */
export type Answers = Readonly<Record<string, JsonValue | ((invocation: Invocation, count: number) => JsonValue | Promise<JsonValue>)>>

export interface FlowRun {
  readonly value: JsonValue
  /** `<operation> <arguments as JSON>`, in the order in which they began. */
  readonly calls: readonly string[]
}

export interface Flow {
  /** Calls the operation `do` of the exposer `door`. */
  run(input?: JsonObject, signal?: AbortSignal): Promise<JsonValue>
  readonly calls: readonly string[]
  readonly diagnostics: readonly { readonly code: string; readonly message: string }[]
  stop(): Promise<void>
}

export class Failing extends Error {
  readonly status: number
  constructor(status: number) {
    super(`status ${status}`)
    this.status = status
  }
}

/** One route with these members, over an API in memory. Names of operations with `!` change something. */
export async function flow(
  route: JsonObject,
  answers: Answers,
  document: JsonObject = {},
  options: Partial<EngineOptions> = {},
): Promise<Flow> {
  const calls: string[] = []
  const counts = new Map<string, number>()
  const { plugins } = tinyPlugins({
    answer: async (invocation): Promise<Outcome> => {
      const name = invocation.operation.slice('api.'.length)
      calls.push(`${name} ${JSON.stringify(invocation.input)}`)
      const count = (counts.get(name) ?? 0) + 1
      counts.set(name, count)
      const answer = answers[name] ?? answers[`${name}!`]
      try {
        const value = typeof answer === 'function' ? await answer(invocation, count) : (answer ?? null)
        return { kind: 'value', value, metadata: { status: 200 } }
      } catch (error) {
        if (!(error instanceof Failing)) throw error
        const body = new TextEncoder().encode(JSON.stringify({ error: error.status }))
        throw new UpstreamError(`${invocation.operation} answered with status ${error.status}`, {
          status: error.status,
          mediaType: 'application/json',
          body,
          metadata: { status: error.status, headers: {} },
        })
      }
    },
  })
  const operations = Object.keys(answers).map((name) => ({
    name: name.replace('!', ''),
    safe: !name.endsWith('!'),
    inputs: ['id', 'q', 'filter', 'ids'],
    body: name.endsWith('!') ? 'opaque' : 'none',
  }))
  const engine = createEngine({ plugins, ...options })
  const capability = await engine.load(
    {
      text: JSON.stringify({
        naftiko: '1',
        ...document,
        capability: {
          consumes: [{ type: 'memory', namespace: 'api', operations }],
          exposes: [{ type: 'door', namespace: 'door', routes: [{ name: 'do', ...route }] }],
          ...(document['capability'] as JsonObject | undefined),
        },
      }),
    },
    { partial: true },
  )
  const host = engine.host([capability], { expose: false, variables: { KEY: 'variable' } })
  await host.start()
  return {
    run: async (input = {}, signal) => {
      const outcome = await host.invoke('door.do', input, signal === undefined ? {} : { signal })
      return outcome.kind === 'value' ? outcome.value : null
    },
    calls,
    diagnostics: capability.diagnostics,
    stop: () => host.stop({ graceMs: 0 }),
  }
}
