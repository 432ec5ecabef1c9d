export interface TextOptions {
  /** Finds the name of the encoding that the text itself declares in its first bytes. */
  readonly declared?: (start: string) => string | undefined
  /** Text that is not UTF-8 and says nothing else is read as Windows-1252, as browsers do. Otherwise it is refused. */
  readonly legacy?: boolean
}

/** Bytes in which a declaration is looked for. */
const START = 1024

/** Bytes as text: by their byte order mark, by what the text declares, as UTF-8 otherwise. The mark is not part of the text. */
export function textOf(bytes: Uint8Array, { declared, legacy = false }: TextOptions = {}): string {
  const marked = byteOrderMark(bytes)
  if (marked !== undefined) return new TextDecoder(marked).decode(bytes)
  const name = declared?.(Buffer.from(bytes.subarray(0, START)).toString('latin1'))
  // Whoever could read the declaration byte for byte has not read UTF-16.
  if (name !== undefined && !/^utf-?(8|16.*)$/i.test(name)) return decoderOf(name).decode(bytes)
  return unicode(bytes, legacy)
}

function byteOrderMark([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return undefined
}

function decoderOf(name: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(name)
  } catch {
    throw new Error(`the text declares the encoding "${name}", which is not known`)
  }
}

function unicode(bytes: Uint8Array, legacy: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    if (legacy) return new TextDecoder('windows-1252').decode(bytes)
    throw new Error('the text is not UTF-8')
  }
}
