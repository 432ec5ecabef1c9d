import { CancelledError, type CompileContext, type Effects, isObject, type Operation, shapeSchema } from '@naftiko/plugin-api'
import type { ConsumedToolEntry, McpConsumesEntry } from './entry/entry.ts'
import { compileInputs } from './input/inputs.ts'
import { compileAnswer } from './result/answer.ts'
import { outcomeOf } from './result/outcome.ts'
import type { Server } from './server/server.ts'

/** A tool of an entry, and where it stands. */
export interface ToolPlace {
  readonly entry: McpConsumesEntry
  readonly tool: ConsumedToolEntry
  /** The name of the operation. */
  readonly name: string
  readonly at: string
}

/** Compiles one tool into an operation. */
export async function compileOperation({ entry, tool, name, at }: ToolPlace, server: Server, context: CompileContext): Promise<Operation> {
  const levels = [
    { inputs: entry.inputParameters, at: '/inputParameters' },
    { inputs: tool.inputParameters, at: `${at}/inputParameters` },
  ]
  const inputs = compileInputs(levels, tool.inputParameters === undefined, context)
  const answer = await compileAnswer(tool, at, context)
  const called = String(tool.tool ?? name)
  const effects = effectsOf(tool)
  const description = tool.description ?? tool.label
  const projection = context.projection(tool.outputParameters, `${at}/outputParameters`)
  return {
    name,
    ...(description === undefined ? {} : { description }),
    summary: `tool ${called}`,
    input: inputs.shape,
    ...(answer.decode === undefined && isObject(tool.outputSchema) ? { output: shapeSchema(tool.outputSchema) } : {}),
    effects,
    ...(projection === undefined ? {} : { projection }),
    invoke: async (invocation) => {
      if (invocation.signal.aborted) throw new CancelledError()
      const { operation, signal, trace, onProgress, callerHeaders } = invocation
      if (callerHeaders !== undefined) server.refuseHeaders(callerHeaders)
      const result = await server.call({
        tool: called,
        arguments: await inputs.read(invocation, server.variables),
        signal,
        trace,
        isRepeatable: effects.safe === true || effects.idempotent === true,
        ...(onProgress === undefined ? {} : { onProgress }),
      })
      return outcomeOf(result, operation, answer)
    },
  }
}

/** What the document says of the tool. Servers say it too, but only once they are asked, and not everyone believes them. */
function effectsOf({ hints = {} }: ConsumedToolEntry): Effects {
  const { readOnly, destructive, idempotent, openWorld } = hints
  return {
    ...(readOnly === undefined ? {} : { safe: readOnly, ...(readOnly ? { destructive: false } : {}) }),
    ...(idempotent === undefined ? {} : { idempotent }),
    ...(destructive === undefined ? {} : { destructive }),
    openWorld: openWorld ?? true,
  }
}
