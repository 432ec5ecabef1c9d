import type { BindsEntry, NodeEntry } from './document.ts'
import type { JsonObject } from './json.ts'
import type { Operation } from './node.ts'
import type { Problem } from './problem.ts'

/** One entry as rules see it. */
export interface RuleEntry<Value> {
  readonly value: Value
  /** It was written in another file, which has rules of its own. */
  readonly imported: boolean
}

/** An entry of `consumes` or `exposes`, and what its plugin made of it. */
export interface RuleNode extends RuleEntry<NodeEntry & JsonObject> {
  /** Empty where it could not be compiled. */
  readonly operations: readonly Operation[]
}

/** A document as rules see it. Frozen; everything in it has passed the schemas, or was reported. */
export interface RuleDocument {
  readonly info: JsonObject
  readonly binds: readonly RuleEntry<BindsEntry>[]
  readonly consumes: readonly RuleNode[]
  readonly exposes: readonly RuleNode[]
  readonly aggregates: readonly RuleEntry<JsonObject>[]
  /** The entries of this document that bring what other files have; what they bring is in the other lists. */
  readonly imports: readonly RuleEntry<JsonObject>[]
  /** Names of all operations and functions that something calls, qualified. */
  readonly called: ReadonlySet<string>
  /** Names of all variables that something uses. */
  readonly used: ReadonlySet<string>
  /** Something else is wrong with the document, so what seems unused may be meant somewhere. */
  readonly incomplete: boolean
}

/** Reports a finding of the rule at `at` below an entry, or below the document. Code and severity are those of the rule. */
export type ReportRule = (problem: Omit<Problem, 'code' | 'severity'>, entry?: RuleEntry<unknown>) => void
