import type { CompileContext, FormatPlugin, JsonValue, Problem } from '@naftiko/plugin-api'
import { formats } from '../src/index.ts'

/** What stands beside the document of a test. */
export interface Beside {
  readonly schema?: JsonValue
  readonly files?: Readonly<Record<string, string>>
}

export function formatOf(type: string): FormatPlugin {
  return formats().find((format) => format.type === type)!
}

/** Decodes text or bytes with one format, and tells what it reported. */
export async function decodeWith(
  type: string,
  source: string | Uint8Array,
  { schema = null, files = {} }: Beside = {},
): Promise<{ readonly problems: readonly Problem[]; readonly value: () => Promise<JsonValue> }> {
  const problems: Problem[] = []
  const context = {
    report: (problem: Problem) => void problems.push(problem),
    read: async (location: string) => {
      if (!Object.hasOwn(files, location)) throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' })
      return new TextEncoder().encode(files[location])
    },
  } as unknown as CompileContext
  const decode = await formatOf(type).compile({ schema }, context)
  return { problems, value: async () => decode(typeof source === 'string' ? new TextEncoder().encode(source) : source) }
}

/** The value that the bytes stand for; rejects with what the decoder rejects with. */
export async function decode(type: string, source: string | Uint8Array, beside?: Beside): Promise<JsonValue> {
  return (await decodeWith(type, source, beside)).value()
}

/** Text in an encoding of one byte for each character. */
export function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1')
}
