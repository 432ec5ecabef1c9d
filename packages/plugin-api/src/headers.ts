/** Whether a text can be the name of a header (RFC 9110, section 5.1). */
export function isHeaderName(name: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name)
}

/** Whether a text can be the value of a header: no line breaks, no control characters, nothing wider than a byte. */
export function isHeaderText(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- these are the characters that a header may carry
  return !/[^\t\x20-\x7e\x80-\xff]/.test(text)
}

const OF_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Whether a header, its name in lower case, is about one connection or the framing of one request, so that it is never passed on. */
export function isOfConnection(name: string): boolean {
  return OF_CONNECTION.has(name) || name.startsWith('proxy-')
}
