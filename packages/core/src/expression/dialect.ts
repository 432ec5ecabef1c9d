import type { JsonValue, MaybePromise } from '@naftiko/plugin-api'
import { compileJsonata, type ExpressionLimits } from './jsonata.ts'
import { compilePath, parsePath } from './path.ts'

/** An expression after it was decided in which dialect it is written. */
export interface Expression {
  readonly kind: 'path' | 'jsonata'
  /** It is the root, whole. */
  readonly identity: boolean
  evaluate(value: JsonValue): MaybePromise<JsonValue>
}

/** Why a text is no expression of any dialect. */
export interface ExpressionProblem {
  readonly message: string
  readonly offset: number
  readonly hint: string
}

/** Decides the dialect by the shape of the text, once: a path if it can be one, JSONata otherwise. */
export function compileExpression(text: string, limits: ExpressionLimits): Expression | ExpressionProblem {
  const source = unwrap(text)
  const steps = parsePath(source)
  if (steps !== undefined) return { kind: 'path', identity: steps.length === 0, evaluate: compilePath(steps) }
  const compiled = compileJsonata(source, limits)
  if ('evaluate' in compiled) return { kind: 'jsonata', identity: false, evaluate: (value) => compiled.evaluate(value) }
  return {
    message: `cannot read ${JSON.stringify(text)}: ${decapitalize(compiled.message)}`,
    offset: compiled.offset,
    hint: hintFor(source),
  }
}

/** Old documents write `{{$.id}}` where they mean `$.id`. */
function unwrap(text: string): string {
  return /^\s*\{\{\s*(\$[^{}]*?)\s*\}\}\s*$/.exec(text)?.[1] ?? text
}

function hintFor(text: string): string {
  if (text.includes('$..')) return 'a path has no recursive descent; in JSONata it is "**.name"'
  if (text.includes('?(')) return 'a path has no filters; in JSONata a filter is "items[price > 10]"'
  return 'write a path such as "$.data[0].id", or JSONata'
}

function decapitalize(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1)
}
