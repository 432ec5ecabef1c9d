import type { CompileContext, Decoder } from '@naftiko/plugin-api'
import type { ConsumedToolEntry } from '../entry/entry.ts'

/** How a text that a tool answers is understood. */
export interface Answer {
  /** Reads it as a value. */
  readonly decode?: Decoder
  /** It is text, even where it looks like JSON. */
  readonly isText: boolean
}

/** Compiles what a tool says about the format of its answer. */
export async function compileAnswer(tool: ConsumedToolEntry, at: string, context: CompileContext): Promise<Answer> {
  const format = (tool.outputRawFormat ?? 'json').toLowerCase()
  if (format === 'json' || format === 'binary') return { isText: false }
  if (format === 'text') return { isText: true }
  const decode = await context.decoder(format, `${at}/outputRawFormat`, { schema: tool.outputSchema ?? null })
  return decode === undefined ? { isText: true } : { isText: true, decode }
}
