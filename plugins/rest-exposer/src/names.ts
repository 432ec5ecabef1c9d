/** Whether two names differ in nothing but case and separators: `book-id`, `bookId` and `book_id` are one name, as calls understand it. */
export function isSameName(a: string, b: string): boolean {
  return a === b || simplified(a) === simplified(b)
}

function simplified(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
}
