import {
  type CallerHeaders,
  InvocationError,
  type InputShape,
  type JsonObject,
  type JsonSchema,
  type JsonValue,
  type LinkContext,
  type LinkedCall,
  type Operation,
  type TraceContext,
  traceIdOf,
} from '@naftiko/plugin-api'
import { collectLimited } from '../collect.ts'
import { budgeted } from './budget/budgeted.ts'
import { type Budget, compileBudget } from './budget/compile-budget.ts'
import { annotationsOf, effectsOf, isRepeatable, type ToolAnnotations } from './annotations.ts'
import { compileArguments } from './arguments.ts'
import { compileBlock } from '../content/block.ts'
import { asArgumentText } from '../content/placeholders.ts'
import type { IconEntry } from '../entry/icon.ts'
import type { ToolEntry } from '../entry/tool-entry.ts'
import { givenInput, shownInput } from './input-schema.ts'
import { shownOutput } from './output-schema.ts'
import type { JsonText } from '../protocol/answers.ts'
import { internalError, ProtocolError } from '../protocol/protocol-error.ts'
import { type Answering, unlimited } from './result.ts'
import { toolInput } from './tool-input.ts'

/** A tool as clients see it in `tools/list`. */
export interface ToolDefinition {
  readonly name: string
  readonly title?: string
  readonly description?: string
  readonly icons?: readonly IconEntry[]
  readonly inputSchema: JsonSchema
  readonly outputSchema?: JsonSchema
  readonly annotations?: ToolAnnotations
}

/** One call of a tool. */
export interface ToolCall {
  /** As the client sent them, by the names of the definition. */
  readonly arguments: JsonValue | undefined
  readonly signal: AbortSignal
  readonly trace: TraceContext
  /** What the caller itself says to consumed APIs. */
  readonly callerHeaders?: CallerHeaders
  /** Told of each piece of text of a streamed answer, and of whatever else is said about how far the call is. */
  readonly onText?: (text: string) => void
}

/** What clients can call. */
export interface AnyTool {
  readonly definition: ToolDefinition
  /** Rejects only with a `ProtocolError`, or an error of any kind after `signal` was aborted. */
  call(call: ToolCall): Promise<JsonText>
}

/** A tool of the document. */
export interface Tool extends AnyTool {
  /** The same for callers in this process, by the names of the document. */
  readonly operation: Operation
  readonly tags: readonly string[]
}

/** What all tools of an exposer have in common. */
export interface ToolSettings {
  readonly namespace: string
  /** Bytes of an answer that is no text at most. */
  readonly binaryLimit: number
  /** How much an answer may hold, where the tool says nothing else. */
  readonly budget?: Budget
}

/** Compiles one tool. `name` is what clients call it. */
export async function compileTool(entry: ToolEntry, name: string, at: string, settings: ToolSettings, context: LinkContext): Promise<Tool> {
  const linked = context.link(entry, at)
  const input = toolInput(entry, linked, at, context.report)
  const operation = toOperation(entry, linked, input)
  const plain: Answering = unlimited({
    uri: `naftiko://${settings.namespace}/${name}`,
    shown: entry.inputSchema === undefined ? shownInput(input, isOpen(linked)) : givenInput(entry.inputSchema),
    output: shownOutput(linked),
  })
  const budget = compileBudget(entry.budget, settings.budget, `${at}/budget`, context.report)
  const answering =
    budget === undefined
      ? plain
      : budgeted(plain, budget, { name: operation.name, isRepeatable: isRepeatable(operation.effects, linked.effects) })
  const definition = toDefinition(entry, name, answering, operation)
  const read = compileArguments(answering.shown, context)
  const qualified = `${settings.namespace}.${operation.name}`

  const more = await compileMore(entry, at, settings, context)

  const run = async (call: ToolCall): Promise<JsonText> => {
    const { signal, trace, callerHeaders, onText } = call
    const asked = answering.take(read(call.arguments))
    const { input } = asked
    const outcome = await linked.invoke({
      operation: qualified,
      input,
      signal,
      trace,
      ...(callerHeaders === undefined ? {} : { callerHeaders }),
      ...(onText === undefined ? {} : { onProgress: onText }),
    })
    const collecting = { signal, ...(onText === undefined ? {} : { onText }) }
    const collected = await collectLimited(context, outcome, settings.binaryLimit, collecting)
    return answering.toResult(collected, asked, await more?.(input))
  }
  return {
    definition,
    operation,
    tags: entry.tags ?? [],
    call: (call) => run(call).catch((error: unknown) => answerFailure(error, call, answering, qualified, context)),
  }
}

/** The blocks that follow every answer; `undefined` where there are none. */
async function compileMore(entry: ToolEntry, at: string, settings: ToolSettings, context: LinkContext) {
  if (entry.content === undefined || entry.content.length === 0) return undefined
  const blocks = await Promise.all(
    entry.content.map((block, index) => compileBlock(block, `${at}/content/${index}`, context, settings.binaryLimit)),
  )
  return async (input: JsonObject): Promise<readonly JsonText[]> => {
    const texts = Object.entries(input).flatMap(([name, value]) => {
      const text = asArgumentText(value)
      return text === undefined ? [] : [[name, text] as const]
    })
    const values = new Map(texts)
    return Promise.all(blocks.map(async (make) => JSON.stringify(await make(values))))
  }
}

/** An operation that passes a body on can use any argument; one that could not be resolved should say so, and not complain about arguments. */
function isOpen(linked: LinkedCall): boolean {
  return linked.input.payload === 'opaque' || linked.targets.length === 0
}

function toOperation(entry: ToolEntry, linked: LinkedCall, input: InputShape): Operation {
  const description = entry.description ?? linked.description
  const effects = effectsOf(entry, linked.effects)
  return {
    name: entry.name!,
    ...(description === undefined ? {} : { description }),
    input,
    ...(linked.output === undefined ? {} : { output: linked.output }),
    ...(effects === undefined ? {} : { effects }),
    calls: linked.targets,
    invoke: linked.invoke,
  }
}

function toDefinition(entry: ToolEntry, name: string, { shown, output }: Answering, operation: Operation): ToolDefinition {
  const annotations = annotationsOf(entry.label, operation.effects)
  return {
    name,
    ...(entry.label === undefined ? {} : { title: entry.label }),
    ...(operation.description === undefined ? {} : { description: operation.description }),
    ...(entry.icons === undefined ? {} : { icons: entry.icons }),
    inputSchema: shown.schema,
    ...(output === undefined ? {} : { outputSchema: output }),
    ...(annotations === undefined ? {} : { annotations }),
  }
}

/** What a model can learn from is a result; what is a bug of ours is told to the log, and only its trace id to the client. */
function answerFailure(error: unknown, call: ToolCall, answering: Answering, operation: string, context: LinkContext): JsonText {
  if (error instanceof ProtocolError) throw error
  if (InvocationError.is(error)) return answering.toErrorResult(error)
  const traceId = traceIdOf(call.trace.traceparent)
  if (!call.signal.aborted) context.log.error('a tool call failed', { operation, traceId, error })
  throw internalError(traceId)
}
