import { InputError } from '@naftiko/plugin-api'

/** How often an upstream may decode a path, one time after the other. */
const MOST_DECODINGS = 4

/**
 * The path as it is appended to the base address. Throws an `InputError` for one that would lead out of it, in any of
 * the ways in which servers read paths: dot segments, also encoded (once or several times), behind encoded slashes or
 * backslashes, or with a parameter (`..;x`). An encoded slash by itself stays as it is: many APIs have them in names.
 */
export function safePath(path: string): string {
  if (path === '') return ''
  for (let read = path, times = 0; times < MOST_DECODINGS; times += 1) {
    if (read.split(/[/\\]/).some(isDots)) throw escaping()
    const decoded = decodeOnce(read)
    if (decoded === read) break
    read = decoded
  }
  return `/${path}`
}

function isDots(segment: string): boolean {
  const [name] = segment.split(';', 1)
  // Control characters count for nothing: some servers cut names there, others leave them out.
  // oxlint-disable-next-line no-control-regex -- exactly these are meant
  return /^\.{1,2}$/.test(name!.replaceAll(/[\u0000-\u0020]/g, ''))
}

/** Only what can be read as ASCII matters, also in more bytes than it needs. What is no encoding is left for the upstream to judge. */
function decodeOnce(text: string): string {
  return text
    .replaceAll(OVERLONG, (_, hex: string) => characterOf(hex, 0x3f))
    .replaceAll(ENCODED, (_, hex: string) => characterOf(hex, 0x7f))
}

const ENCODED = /%([0-7][\da-f])/gi
const OVERLONG = /%(?:c0|e0%80|f0%80%80)%([89ab][\da-f])/gi

function characterOf(hex: string, bits: number): string {
  // oxlint-disable-next-line no-bitwise -- the last bits of the byte are the character
  return String.fromCodePoint(Number.parseInt(hex, 16) & bits)
}

function escaping(): InputError {
  return new InputError('the path may not contain "." or ".." as a segment, encoded or not', { input: 'path' })
}
