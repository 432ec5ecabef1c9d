import { fileURLToPath } from 'node:url'

/**
 * The path that a `location` means. `file:///./x` is how documents write a path relative to themselves; it is not one
 * for the URL standard.
 */
export function pathOf(location: string): string {
  const relative = /^file:\/\/\/?(\.\.?\/.*)$/.exec(location)
  if (relative !== null) return relative[1]!
  return location.startsWith('file:') ? fileURLToPath(location) : location
}
