import { kebab } from './kebab.ts'

/** What an operation is called: by its id, else by what it does to what. */
export function operationName(id: unknown, method: string, path: string): string {
  const named = typeof id === 'string' ? kebab(id) : ''
  return named === '' ? kebab(`${method} ${pathWords(path)}`) : named
}

/** `/users/{id}/books` as words: `users by id books`. */
export function pathWords(path: string): string {
  const words = path.replaceAll(/\{([^{}]+)\}/g, ' by $1 ')
  return kebab(words) === '' ? 'root' : words
}
