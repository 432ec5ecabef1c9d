import {
  type CompileContext,
  InputError,
  InvocationError,
  isList,
  type JsonObject,
  type JsonValue,
  pathFault,
  type Template,
} from '@naftiko/plugin-api'
import { encode, encoderOf } from './encode.ts'
import { textOf } from './json.ts'
import { declaredAs } from './names.ts'
import type { Scoped } from './scope.ts'

/** A path with variables, compiled: literal texts, and what is inserted between them. */
export interface PathTemplate {
  readonly pieces: readonly (string | PathVariable)[]
  /** Encoded pairs that the document wrote behind a `?`. */
  readonly query: readonly FixedPair[]
}

export interface PathVariable {
  readonly template: Template
  /** `{+x}`: slashes in the value stay slashes. */
  readonly open: boolean
}

/** One pair of a query that the document writes out. It is left out when a variable in it has no value. */
export interface FixedPair {
  readonly name: string
  readonly pieces: readonly (string | PathVariable)[]
}

/** A `$` in front, as shells and workflows write it, is no part of the address. */
const VARIABLE = /\$?(?:\{\{\{\s*([^{}]+?)\s*\}\}\}|\{\{\s*([^{}]+?)\s*\}\}|\{(\+?)([^{}]+?)(\+?)\})/g

/** Reads `{x}`, `{{x}}`, `{+x}` and `{x+}`. What follows a `#` only tells entries apart in documents and is never sent. */
export function compilePath(
  written: string,
  at: string,
  context: CompileContext,
  inputs: readonly string[],
  /** What of it stands at `at`. */
  there: string = written,
): PathTemplate {
  // A variable that may be left out has no address to be left out of.
  const text = written.replaceAll(/\{([^{}?]+)\?\}/g, '{$1}')
  const [withoutFragment, ...fragment] = text.split('#')
  if (fragment.length > 0) reportFragment(fragment.join('#'), at, context)
  reportForms(there, at, context, inputs)
  const [path, ...rest] = withoutFragment!.split('?')
  const pairs = rest.join('?').split('&')
  return {
    pieces: pieces(path!, at, context, inputs),
    query: pairs.filter((pair) => pair !== '').map((pair) => ({ name: nameOf(pair), pieces: pieces(pair, at, context, inputs) })),
  }
}

function reportFragment(fragment: string, at: string, context: CompileContext): void {
  const message = `"#${fragment}" is never sent`
  const hint = fragment.includes('=') ? `write it as a query: "?${fragment}"` : 'remove it'
  context.report({ severity: 'warning', code: 'NAFTIKO_PATH_FRAGMENT', message, hint, at })
}

/** Says how placeholders are written properly that are not. */
export function reportForms(text: string, at: string, context: CompileContext, inputs: readonly string[] = []): void {
  const [written] = /\$\{+[^{}]*\}+|\{[^{}?]+\?\}/.exec(text) ?? []
  if (written !== undefined) {
    const meant = written.replace(/^\$/, '').replace('?}', '}')
    const message = `"${written}" was read as "${meant}"`
    context.report({ severity: 'warning', code: 'NAFTIKO_PATH_FORM', message, hint: `write "${meant}"`, at })
  }
  const fault = pathFault(text, 'it is sent as it is', inputs)
  if (fault === undefined) return
  // Some APIs want one value in two places, and get it.
  const isMeant = fault.code === 'NAFTIKO_PATH_VARIABLE_TAKEN'
  context.report({ ...fault, ...(isMeant ? { severity: 'hint' } : {}), at })
}

/** The names of a text's placeholders, before anything is compiled. */
export function placeholdersOf(text: string): readonly string[] {
  return [...text.matchAll(VARIABLE)].map(variableName)
}

function variableName(match: RegExpMatchArray): string {
  return match[1] ?? match[2] ?? match[4]!
}

function pieces(path: string, at: string, context: CompileContext, inputs: readonly string[]): readonly (string | PathVariable)[] {
  const result: (string | PathVariable)[] = []
  let end = 0
  for (const match of path.matchAll(VARIABLE)) {
    if (match.index > end) result.push(literal(path.slice(end, match.index)))
    const written = variableName(match)
    const name = declaredAs(written, inputs) ?? written
    // With one brace it is an argument by custom, whatever its case.
    const known = match[4] === undefined ? inputs : [...inputs, name]
    const template = context.template(`{{${name}}}`, at, { inputs: known, open: true })
    result.push({ template, open: Boolean(match[3]) || Boolean(match[5]) })
    end = match.index + match[0].length
  }
  if (end < path.length) result.push(literal(path.slice(end)))
  return result
}

/** Characters that an author wrote without thinking of encoding (a space, an accent). */
function literal(text: string): string {
  return encodeURI(text).replaceAll('%25', '%')
}

function nameOf(pair: string): string {
  const name = pair.split('=', 1)[0]!
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/** Names of the arguments that these pieces read. */
export function argumentsOf(pieces: readonly (string | PathVariable)[]): readonly string[] {
  return pieces.flatMap((piece) =>
    typeof piece === 'string' ? [] : piece.template.references.flatMap(({ source, name }) => (source === 'input' ? [name] : [])),
  )
}

/**
 * The path with its values, each encoded for the one segment that it stands in. Throws an `InputError` naming the value
 * that has no place there: it is missing or empty, or would make a segment that leads to another resource.
 */
export function renderPath(path: PathTemplate, scope: Scoped, input: JsonObject): string {
  let result = ''
  for (const piece of path.pieces) result += typeof piece === 'string' ? piece : renderVariable(piece, scope, input)
  if (path.pieces.length > 1 && /(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i.test(result)) {
    const [name] = argumentsOf(path.pieces)
    const subject = name === undefined ? 'a value in the path' : `"${name}"`
    throw new InputError(`${subject} may not make a part of the path "." or ".."`, name === undefined ? {} : { input: name })
  }
  return result
}

function renderVariable({ template, open }: PathVariable, scope: Scoped, input: JsonObject): string {
  const value = template.value(scope(input))
  const { name, source } = template.references[0]!
  if (value === undefined || value === null) throw source === 'input' ? missing(name) : unset(name)
  const text = pathText(value)
  if (text === '') throw new InputError(`"${name}" must not be empty: it is a part of the path`, { input: name })
  return open
    ? text
        .split('/')
        .map((segment) => encode(segment, name))
        .join('/')
    : encode(text, name)
}

function pathText(value: JsonValue): string {
  return isList(value) ? value.map(textOf).join(',') : textOf(value)
}

/** Compiles inputs that follow the path, each as a segment of its own, and says so. */
export function compileTail(
  inputs: readonly { readonly entry: { readonly name: string }; readonly at: string }[],
  context: CompileContext,
  /** Names in the path that are no inputs. */
  undeclared: readonly string[],
): readonly PathTemplate[] {
  return inputs.map(({ entry: { name }, at }) => {
    context.report({
      severity: 'warning',
      code: 'NAFTIKO_PATH_INPUT_UNPLACED',
      message: `the path has no place for "${name}", so its value follows the path`,
      hint:
        inputs.length === 1 && undeclared.length === 1
          ? `name it "${undeclared[0]!}" as the path does, or mend the path`
          : `add "/{${name}}" to the path, or send it elsewhere ("in: query")`,
      at,
      key: true,
    })
    const template = context.template(`{{${name}}}`, at, { inputs: [name], open: true })
    return { pieces: ['/', { template, open: false }], query: [] }
  })
}

/** The path with what follows it, as far as it has values. */
export function withTail(path: string, tail: readonly PathTemplate[], scope: Scoped, input: JsonObject): string {
  let result = path
  for (const one of tail) {
    const variable = one.pieces[1] as PathVariable
    const value = variable.template.value(scope(input))
    if (value !== undefined && value !== null) result = result.replace(/\/$/, '') + renderPath(one, scope, input)
  }
  return result
}

/** Adds the pairs of the query that the document wrote. */
export function addFixedPairs(query: string[], path: PathTemplate, scope: Scoped, input: JsonObject): void {
  for (const { pieces } of path.query) {
    const texts = pieces.map((piece) =>
      typeof piece === 'string' ? piece : piece.template.render(scope(input), encoderOf(piece.template)),
    )
    if (!texts.includes(undefined)) query.push(texts.join(''))
  }
}

export function missing(name: string): InputError {
  return new InputError(`"${name}" is required`, { input: name, code: 'NAFTIKO_INPUT_MISSING' })
}

function unset(variable: string): InvocationError {
  const message = `the path needs the variable "${variable}", which has no value; set it in the environment or bind it`
  return new InvocationError('engine', 500, 'NAFTIKO_VARIABLE_MISSING', message)
}
