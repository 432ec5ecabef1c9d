import { type Decoder, essenceOf, isText } from '@naftiko/plugin-api'

/** Decoders of text read UTF-8 unless the bytes themselves say otherwise; these names mean the same. */
const AS_IT_IS: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii'])

/**
 * The decoder for an answer of this content type. Text in another charset reaches it in UTF-8 with a byte order mark,
 * which outranks what the text says of itself: XML goes on naming the encoding that it had.
 */
export function withCharset(decode: Decoder, mediaType: string): Decoder {
  const charset = isText(essenceOf(mediaType)) ? charsetOf(mediaType) : undefined
  if (charset === undefined || AS_IT_IS.has(charset)) return decode
  const decoder = decoderOf(charset)
  return decoder === undefined ? decode : (bytes) => decode(hasByteOrderMark(bytes) ? bytes : Buffer.from(`\ufeff${decoder.decode(bytes)}`))
}

function charsetOf(mediaType: string): string | undefined {
  return /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(mediaType)?.[1]?.toLowerCase()
}

/** A charset that nobody knows is as good as none. */
function decoderOf(charset: string): InstanceType<typeof TextDecoder> | undefined {
  try {
    return new TextDecoder(charset)
  } catch {
    return undefined
  }
}

function hasByteOrderMark([first, second, third]: Uint8Array): boolean {
  return (first === 0xef && second === 0xbb && third === 0xbf) || (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
}
