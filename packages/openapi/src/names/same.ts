/** Whether two names differ in nothing but case and separators, so that the engine may take one for the other. */
export function sameName(a: string, b: string): boolean {
  return simplify(a) === simplify(b)
}

function simplify(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
}
