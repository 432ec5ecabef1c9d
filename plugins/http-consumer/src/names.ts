import { isSameName } from '@naftiko/plugin-api'

/** The declared name that a placeholder means: the same one, or one that differs only in case or separators. */
export function declaredAs(name: string, declared: readonly string[]): string | undefined {
  return declared.includes(name) ? name : declared.find((one) => isSameName(one, name))
}
