const CONTROL = /\p{Cc}/u

/**
 * The names along a relative path, or nothing for one that could lead elsewhere: `..`, an absolute path, a backslash, a
 * drive, a control character. Looks at the text only; links are for `insideOf`.
 */
export function safeSegments(path: string): readonly string[] | undefined {
  if (path.includes('\\') || CONTROL.test(path) || /^[a-z]:/i.test(path)) return undefined
  const segments = path.split('/')
  return segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..') ? segments : undefined
}

/** Files and folders whose name begins with a dot are private to whoever keeps them. */
export function isHidden(segments: readonly string[]): boolean {
  return segments.some((segment) => segment.startsWith('.'))
}
