import type { Diagnostic, Problem } from '@naftiko/plugin-api'
import { withoutFollowUps } from './follow-ups.ts'
import { locate, type Place } from './locate.ts'
import { asWritten, type Mend } from './mend.ts'
import type { ParsedYaml } from './parse-yaml.ts'
import { withoutRepetitions } from './repeated.ts'

/** Where findings about one file end up: each gets its place the moment it is reported. */
export class Reporter {
  readonly #diagnostics: Diagnostic[] = []
  readonly #seen = new Set<string>()
  readonly #mends: Mend[] = []
  readonly #secrets: Place[] = []
  readonly #file: string
  #parsed: ParsedYaml | undefined

  constructor(file: string, parsed: ParsedYaml) {
    this.#file = file
    this.#parsed = parsed
  }

  /** `pointer` is one of the source. The same finding at the same place is kept once. */
  report(problem: Problem, pointer: string): void {
    const options = {
      ...(problem.key === undefined ? {} : { key: problem.key }),
      ...(problem.offset === undefined ? {} : { offset: problem.offset }),
    }
    const place = locate(this.#tree, pointer, options)
    if (problem.secret === true) this.#secrets.push(place)
    const written = asWritten(this.#tree, pointer)
    const key = `${pointer}|${problem.code}|${problem.message}|${problem.offset ?? ''}`
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    this.#diagnostics.push({
      severity: problem.severity ?? 'error',
      code: problem.code,
      message: problem.message,
      ...adviceOf(problem),
      file: this.#file,
      line: place.start.line,
      column: place.start.column,
      end: place.end,
      pointer: written,
      ...(problem.meant === undefined ? {} : { meant: problem.meant }),
    })
    if (problem.meant !== undefined)
      this.#mends.push({ file: this.#file, pointer: written, key: problem.key === true, meant: problem.meant })
  }

  /** Where secrets stand, which are not to be shown. */
  get secrets(): readonly Place[] {
    return this.#secrets
  }

  /** The slips of the pen among what was reported. */
  get mends(): readonly Mend[] {
    return this.#mends
  }

  add(diagnostic: Diagnostic): void {
    this.#diagnostics.push(diagnostic)
  }

  place(pointer: string): { readonly line: number; readonly column: number } {
    return locate(this.#tree, pointer).start
  }

  /** Lets go of the tree, which takes twenty times the memory of its text. Nothing is located afterwards. */
  release(): void {
    this.#parsed = undefined
  }

  get #tree(): ParsedYaml {
    if (this.#parsed === undefined) throw new TypeError(`a finding about ${this.#file} comes after its last compilation`)
    return this.#parsed
  }

  /** Sorted by place; errors before warnings before hints at one place. What is there again and again is told once. */
  get diagnostics(): readonly Diagnostic[] {
    const sorted = this.#diagnostics.toSorted((a, b) => a.line - b.line || a.column - b.column || RANK[a.severity] - RANK[b.severity])
    return withoutRepetitions(withoutFollowUps(sorted))
  }
}

function adviceOf({ hint, meant }: Problem): { readonly hint?: string } {
  if (hint !== undefined) return { hint }
  return meant === undefined ? {} : { hint: `did you mean "${meant}"?` }
}

const RANK: Readonly<Record<Diagnostic['severity'], number>> = { error: 0, warning: 1, hint: 2 }
