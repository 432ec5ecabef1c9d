/** What every request to a server has, once the variables have values: headers in lower case, and pairs of the query. */
export interface Always {
  readonly headers: Readonly<Record<string, string>>
  readonly query: readonly (readonly [string, string])[]
}

export function isHeaderName(name: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name)
}

/** Whether a text can be the value of a header: no line breaks, no control characters, nothing wider than a byte. */
export function isHeaderText(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- these are the characters that a header may carry
  return text !== '' && !/[^\t\x20-\x7e\x80-\xff]/.test(text)
}
