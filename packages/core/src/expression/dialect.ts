import type { JsonObject, JsonValue, MaybePromise } from '@naftiko/plugin-api'
import { compileJsonata, type ExpressionLimits } from './jsonata.ts'
import { unknownFunction } from './functions.ts'
import { compileJsonPath } from './json-path.ts'
import { compilePath, parsePath } from './path.ts'

/** An expression after it was decided in which dialect it is written. */
export interface Expression {
  readonly kind: 'path' | 'jsonpath' | 'jsonata'
  /** It is the root, whole. */
  readonly identity: boolean
  /** `bindings` are what `$name` means in JSONata; a path knows none. */
  evaluate(value: JsonValue, bindings?: JsonObject): MaybePromise<JsonValue>
}

/** Why a text is no expression of any dialect. */
export interface ExpressionProblem {
  readonly message: string
  readonly offset: number
  readonly hint: string
}

/** Decides the dialect by the shape of the text, once: a path if it can be one, JSONPath if only that has such a form, JSONata otherwise. `forJsonata` rewrites the text for the last of these. */
export function compileExpression(
  text: string,
  limits: ExpressionLimits,
  forJsonata: (source: string) => string = (source) => source,
): Expression | ExpressionProblem {
  const [source, start] = unwrap(text)
  const steps = parsePath(source)
  if (steps !== undefined) return { kind: 'path', identity: steps.length === 0, evaluate: compilePath(steps) }
  const query = compileJsonPath(source)
  if (query !== undefined) return { kind: 'jsonpath', identity: false, evaluate: query }
  if (QUOTED_FIRST.test(source))
    return {
      message: `cannot read ${JSON.stringify(text)}: a name in brackets is written as in a path, and JSONata would keep everything`,
      offset: start,
      hint: 'write a path such as "$[\'a name\'].id"; in JSONata a name with spaces stands in backticks: "$.`a name`.id"',
    }
  const unknown = unknownFunction(source)
  if (unknown !== undefined)
    return {
      message: `there is no function "${unknown.name}"`,
      offset: start + unknown.offset,
      hint:
        unknown.meant === undefined ? 'functions are those of JSONata; see https://docs.jsonata.org' : `did you mean "${unknown.meant}"?`,
    }
  const compiled = compileJsonata(forJsonata(source), limits)
  if ('evaluate' in compiled) return { kind: 'jsonata', identity: false, evaluate: compiled.evaluate }
  return {
    message: `cannot read ${JSON.stringify(text)}: ${decapitalize(compiled.message)}`,
    offset: start + compiled.offset,
    hint: hintFor(source),
  }
}

/** JSONata takes the name for a condition that always holds, and so answers with the whole. */
const QUOTED_FIRST = /^\s*\$\s*\[\s*['"]/

const WRAPPED = /^(\s*\{\{\s*)(\$(?:[.[][^{}]*)?)\}\}\s*$/

/** Some documents write `{{$.id}}` where they mean `$.id`. */
export function isWrapped(text: string): boolean {
  return WRAPPED.test(text)
}

/** The expression, and the column where it starts. */
function unwrap(text: string): readonly [string, number] {
  const match = WRAPPED.exec(text)
  return match === null ? [text, 0] : [match[2]!, match[1]!.length]
}

function hintFor(text: string): string {
  if (text.includes('..') || text.includes('[?')) return 'JSONPath is read as in RFC 9535, such as "$.items[?@.price > 10].name"'
  return 'write a path such as "$.data[0].id", or JSONata'
}

function decapitalize(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1)
}
