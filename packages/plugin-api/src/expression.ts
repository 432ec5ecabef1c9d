import type { JsonObject, JsonValue, MaybePromise } from './json.ts'

/** What a template can see. Arguments and variables never mix: which one a name means is decided at compile time. */
export interface Scope {
  readonly input: JsonObject
  readonly variables: Readonly<Record<string, string>>
}

/** A name inside a template, after it was decided what it means. */
export interface TemplateReference {
  /** The text between the braces. */
  readonly text: string
  readonly source: 'input' | 'variable'
  /** The name of the argument or of the variable. */
  readonly name: string
}

export interface TemplateOptions {
  /** Names that surely mean an argument, unless a variable of that name is bound. */
  readonly inputs?: readonly string[]
  /** Any other name in lower or mixed case means an argument too. Otherwise only variables are left, and nothing a caller sends can take their place. */
  readonly open?: boolean
  /** Recognise `{name}` as well as `{{name}}`. */
  readonly singleBraces?: boolean
}

/** A text with `{{name}}` placeholders, compiled once. */
export interface Template {
  readonly text: string
  readonly references: readonly TemplateReference[]
  /**
   * The text with every placeholder replaced, or `undefined` when one of them has no value.
   * `encode` is applied to each inserted value (not to the text around it). Arrays and objects are inserted as JSON.
   */
  render(scope: Scope, encode?: (value: string) => string): string | undefined
  /** Like `render`, but a text that is exactly one placeholder keeps the type of its value. */
  value(scope: Scope): JsonValue | undefined
}

/** `outputParameters` as one function. */
export interface Mapping {
  /** The result is the input, whole: nothing needs to be parsed. */
  readonly identity: boolean
  /** Rejects or throws a `MappingError`. */
  apply(value: JsonValue, scope?: Scope): MaybePromise<JsonValue>
}
