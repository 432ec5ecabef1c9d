import type { StepContext } from '@naftiko/plugin-api'
import { parsePath } from '../../expression/path.ts'

/** What a step can name: results of steps before it and variables of loops around it. Notes what is named. */
export interface StepScope {
  /** Steps before this one, and variables. */
  readonly names: ReadonlySet<string>
  /** Steps that come later, which cannot be named yet. */
  readonly later: ReadonlySet<string>
  /** Arguments that the caller declares, and the variables of its path. There may be others. */
  readonly declared: readonly string[]
  /** Told of each name that something refers to. */
  uses(name: string): void
  /** Told of each argument of the caller that something refers to. */
  takes(argument: string): void
}

/** The name that a reference begins with, when it is one of the scope: `get-ship.flag[0]` → `get-ship`. */
export function leadingName(text: string, names: ReadonlySet<string>): string | undefined {
  let best: string | undefined
  for (const name of names) {
    const follows = text.charAt(name.length)
    if (text.startsWith(name) && (follows === '' || follows === '.' || follows === '[') && name.length > (best?.length ?? -1)) best = name
  }
  return best
}

/** The names of the scope that occur in an expression. Names within quotes count too: one too many only means waiting. */
export function namesIn(text: string, names: ReadonlySet<string>): readonly string[] {
  return [...names].filter((name) => {
    for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
      if (!isWordCharacter(text.charAt(at - 1)) && !isWordCharacter(text.charAt(at + name.length))) return true
    }
    return false
  })
}

function isWordCharacter(character: string): boolean {
  return /[\p{L}\p{N}_]/u.test(character)
}

/** The first member that a path names. */
export function firstMember(text: string): string | undefined {
  const [first] = parsePath(text) ?? []
  return first?.kind === 'member' ? first.name : undefined
}

/** A scope with more names in it. */
export function widened(scope: StepScope, names: readonly string[]): StepScope {
  return { ...scope, names: new Set([...scope.names, ...names]) }
}

/** A context in which `results` are visible besides. */
export function withResults(context: StepContext, results: Readonly<Record<string, StepContext['results'][string]>>): StepContext {
  return { ...context, results: { ...context.results, ...results }, values: { ...context.values, ...results } }
}
