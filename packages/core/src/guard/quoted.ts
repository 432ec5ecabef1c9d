/** The text without what a header cannot carry. */
export function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '').trim()
}

/** A text as a quoted string of a header. */
export function quoted(text: string): string {
  return `"${printable(text).replaceAll(/["\\]/g, '\\$&')}"`
}
