import type { Diagnostic, Host } from '@naftiko/core'
import type { Collected, CompileContext, ConsumerNode, ConsumerPlugin, Invocation, JsonObject, Outcome } from '@naftiko/plugin-api'
import { type CapturedLog, memoryDocument, testEngine } from '@naftiko/testing'
import { type McpConsumerOptions, mcpConsumer } from '../src/index.ts'

/** A running host that consumes one MCP server. */
export interface Consumed extends AsyncDisposable {
  readonly host: Host
  readonly node: ConsumerNode
  readonly diagnostics: readonly Diagnostic[]
  readonly log: CapturedLog
  invoke(tool: string, input?: JsonObject, more?: Partial<Invocation>): Promise<Outcome>
  /** The same, read to its end. */
  call(tool: string, input?: JsonObject, more?: Partial<Invocation>): Promise<Collected>
  /** What went wrong; fails when nothing did. */
  failure(tool: string, input?: JsonObject, more?: Partial<Invocation>): Promise<Error & { readonly code: string; readonly fault: string }>
}

export interface ConsumeOptions {
  readonly variables?: Record<string, string>
  readonly baseUris?: Record<string, string>
  readonly plugin?: McpConsumerOptions
}

export const TRACE = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }

/** Starts a host for one `consumes` entry. */
export async function consumed(entry: JsonObject, { variables = {}, baseUris = {}, plugin }: ConsumeOptions = {}): Promise<Consumed> {
  let node: ConsumerNode | undefined
  let context: CompileContext | undefined
  const real = mcpConsumer(plugin)
  const tapped: ConsumerPlugin = {
    ...(real as ConsumerPlugin),
    compile: async (one, given) => {
      context = given
      node = await (real as ConsumerPlugin).compile(one, given)
      return node
    },
  }
  const engine = testEngine([tapped])
  const keys = Object.fromEntries(Object.keys(variables).map((name) => [name, name]))
  const document = memoryDocument({
    consumes: [{ type: 'mcp', namespace: 'books', ...entry }],
    ...(Object.keys(keys).length === 0 ? {} : { binds: [{ namespace: 'env', keys }] }),
  })
  const { diagnostics } = await engine.validate(document)
  const host = engine.host([await engine.load(document)], { expose: false, variables, baseUris })
  await host.start()
  const invoke: Consumed['invoke'] = async (tool, input = {}, more = {}) => {
    const operation = node!.operations.find((one) => one.name === tool)!
    return operation.invoke({ operation: `books.${tool}`, input, signal: new AbortController().signal, trace: TRACE, ...more })
  }
  const call: Consumed['call'] = async (...args) => context!.collect(await invoke(...args))
  return {
    host,
    node: node!,
    diagnostics,
    log: engine.log,
    invoke,
    call,
    failure: (...args) =>
      call(...args).then(
        (outcome) => Promise.reject(new Error(`it should fail, and answers ${JSON.stringify(outcome)}`)),
        (error: unknown) => error as never,
      ),
    [Symbol.asyncDispose]: () => host.stop({ graceMs: 0 }),
  }
}
