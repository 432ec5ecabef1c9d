import { type CompileContext, InputError, type JsonObject, type Template } from '@naftiko/plugin-api'
import type { Scoped } from './scope.ts'

/** A path with variables, compiled: literal texts, and what is inserted between them. */
export interface PathTemplate {
  readonly pieces: readonly (string | PathVariable)[]
  /** Encoded pairs that the document wrote behind a `?`. */
  readonly query: readonly string[]
}

export interface PathVariable {
  readonly template: Template
  /** `{+x}`: slashes in the value stay slashes. */
  readonly open: boolean
}

const VARIABLE = /\{\{\{?\s*([^{}]+?)\s*\}?\}\}|\{(\+?)([^{}]+?)(\+?)\}/g

/** Reads `{x}`, `{{x}}`, `{+x}` and `{x+}`. What follows a `#` only tells entries apart in documents and is never sent. */
export function compilePath(text: string, at: string, context: CompileContext, inputs: readonly string[]): PathTemplate {
  const [withoutFragment] = text.split('#', 1)
  const [path, ...rest] = withoutFragment!.split('?')
  const query = rest.join('?')
  return { pieces: pieces(path!, at, context, inputs), query: query === '' ? [] : query.split('&') }
}

function pieces(path: string, at: string, context: CompileContext, inputs: readonly string[]): readonly (string | PathVariable)[] {
  const result: (string | PathVariable)[] = []
  let end = 0
  for (const match of path.matchAll(VARIABLE)) {
    if (match.index > end) result.push(literal(path.slice(end, match.index)))
    const name = match[1] ?? match[3]!
    result.push({ template: context.template(`{{${name}}}`, at, { inputs, open: true }), open: Boolean(match[2]) || Boolean(match[4]) })
    end = match.index + match[0].length
  }
  if (end < path.length) result.push(literal(path.slice(end)))
  return result
}

/** Characters that an author wrote without thinking of encoding (a space, an accent). */
function literal(text: string): string {
  return encodeURI(text).replaceAll('%25', '%')
}

export function variablesOf(path: PathTemplate): readonly string[] {
  return path.pieces.flatMap((piece) => (typeof piece === 'string' ? [] : piece.template.references.filter((reference) => reference.source === 'input').map((reference) => reference.name)))
}

/** The path with its values, each encoded for the one segment that it stands in. Throws an `InputError` naming the value that has no place there. */
export function renderPath(path: PathTemplate, scope: Scoped, input: JsonObject): string {
  let result = ''
  for (const piece of path.pieces) result += typeof piece === 'string' ? piece : renderVariable(piece, scope, input)
  if (path.pieces.length > 1 && /(?:^|\/)\.{1,2}(?:\/|$)/.test(result)) throw new InputError('a value in the path may not be "." or ".."', nameOf(path))
  return result
}

function renderVariable({ template, open }: PathVariable, scope: Scoped, input: JsonObject): string {
  const name = template.references[0]?.name ?? 'path'
  const value = template.render(scope(input))
  if (value === undefined) throw new InputError(`"${name}" is required`, { input: name, code: 'NAFTIKO_INPUT_MISSING' })
  if (value === '') throw new InputError(`"${name}" must not be empty: it is a part of the path`, { input: name })
  return open ? value.split('/').map(encodeSegment).join('/') : encodeSegment(value)
}

/** Everything that could end the segment, the path or the query is encoded; lone surrogates have no encoding and are refused. */
function encodeSegment(value: string): string {
  try {
    return encodeURIComponent(value)
  } catch {
    throw new InputError('a value in the path is no valid text')
  }
}

function nameOf(path: PathTemplate): { input?: string } {
  const [name] = variablesOf(path)
  return name === undefined ? {} : { input: name }
}
