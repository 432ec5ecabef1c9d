/** Whether two names differ in nothing but case and separators: `book-id`, `bookId`, `book_id` and `BOOKID` are one name. */
export function isSameName(a: string, b: string): boolean {
  return a === b || simpleName(a) === simpleName(b)
}

const known = new Map<string, string>()
/** Names may come from callers, so the memory of them is bounded. */
const MEMORY = 2000

/** The name without what people spell differently: letters in lower case, and digits. */
export function simpleName(name: string): string {
  const before = known.get(name)
  if (before !== undefined) return before
  if (known.size >= MEMORY) known.clear()
  const simple = name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
  known.set(name, simple)
  return simple
}
