import { type CompileContext, type Decoder, parseSize } from '@naftiko/plugin-api'
import type { HttpOperationEntry } from '../entry.ts'
import { formatName } from './format-name.ts'
import { mediaTypeOf } from './media-type.ts'

/** How the answers of one operation are understood. */
export interface Answer {
  /** Reads the bytes as a value. Absent: by content type. */
  readonly decode?: Decoder
  /** The content type that is passed on, whatever the API says. */
  readonly mediaType?: string
  /** Most bytes of an answer. */
  readonly largest?: number
}

/** JSON is what answers are taken for by themselves, and binary ones are not read at all. */
const WITHOUT_DECODER: ReadonlySet<string> = new Set(['json', 'binary'])

/** Compiles what an operation says about its answer. */
export async function compileAnswer(operation: HttpOperationEntry, at: string, context: CompileContext): Promise<Answer> {
  const decode = await decoderOf(operation, at, context)
  const mediaType = mediaTypeOf(operation.outputMediaType)
  const largest = largestOf(operation, at, context)
  return {
    ...(decode === undefined ? {} : { decode }),
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(largest === undefined ? {} : { largest }),
  }
}

async function decoderOf(operation: HttpOperationEntry, at: string, context: CompileContext): Promise<Decoder | undefined> {
  const format = formatName(operation.outputRawFormat ?? 'json')
  if (WITHOUT_DECODER.has(format)) return undefined
  return context.decoder(format, `${at}/outputRawFormat`, { schema: operation.outputSchema ?? null })
}

function largestOf({ maxBinarySize }: HttpOperationEntry, at: string, context: CompileContext): number | undefined {
  if (maxBinarySize === undefined) return undefined
  const size = parseSize(maxBinarySize)
  if (size !== undefined) return size
  context.report({
    code: 'NAFTIKO_SIZE_INVALID',
    message: `"${maxBinarySize}" is no size`,
    hint: 'write bytes, or a text such as 10MiB',
    at: `${at}/maxBinarySize`,
  })
  return undefined
}
