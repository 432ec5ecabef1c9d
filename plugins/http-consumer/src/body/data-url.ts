/** Bytes that a caller gave as a text, because JSON knows no bytes. */
export interface DataUrl {
  readonly mediaType: string
  /** `data:audio/mpeg;name=song.mp3;base64,…` */
  readonly name?: string
  readonly bytes: Uint8Array
}

const FORM = /^data:([\w!#$&^.+-]+\/[\w!#$&^.+-]+)((?:;[\w-]+=[^;,]*)*);base64,([A-Za-z0-9+/_=\s-]*)$/

/** The bytes of a `data:<type>;base64,…` text; `undefined` for any other text, which is what it says. */
export function readDataUrl(text: string): DataUrl | undefined {
  if (!text.startsWith('data:')) return undefined
  const match = FORM.exec(text)
  if (match === null) return undefined
  const name = /;(?:file)?name=([^;]*)/.exec(match[2]!)?.[1]
  return {
    mediaType: match[1]!,
    ...(name === undefined || name === '' ? {} : { name: decoded(name) }),
    bytes: Buffer.from(match[3]!, 'base64'),
  }
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
