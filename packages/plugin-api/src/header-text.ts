/** Whether a text can be the name of a header (RFC 9110, section 5.1). */
export function isHeaderName(name: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name)
}

/** Whether a text can be the value of a header: no line breaks, no control characters, nothing wider than a byte. */
export function isHeaderText(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- these are the characters that a header may carry
  return !/[^\t\x20-\x7e\x80-\xff]/.test(text)
}
