import { type JsonValue, type Problem, type Scope, type Template, type TemplateOptions, type TemplateReference } from '@naftiko/plugin-api'
import { compilePath, isThere, parsePath } from './path.ts'

/** What names can mean in one document. */
export interface TemplateNames {
  /** Prefixes that mean "argument of the caller": `rest`, `tools`, the namespaces of exposers. */
  readonly callers: ReadonlySet<string>
  /** Prefixes that mean "variable": the namespaces of binds; `env` is always one. */
  readonly bindNamespaces: ReadonlySet<string>
  /** Names of bound variables. */
  readonly bound: ReadonlySet<string>
}

/** A compiled template, and what is wrong with its text. */
export interface CompiledTemplate {
  readonly template: Template
  readonly problems: readonly Problem[]
}

type Part = string | TemplateReference

const DOUBLE = /\{\{\{([^{}]*)\}\}\}|\{\{([^{}]*)\}\}/g
const DOUBLE_OR_SINGLE = /\{\{\{([^{}]*)\}\}\}|\{\{([^{}]*)\}\}|\{\+?([^{}\s]+?)\+?\}/g

/**
 * Compiles a text with `{{name}}` placeholders. Whether a name is an argument or a variable is settled here, so that
 * nothing a caller sends can ever take the place of a variable.
 */
export function compileTemplate(text: string, options: TemplateOptions, names: TemplateNames): CompiledTemplate {
  const problems: Problem[] = []
  const parts = partsOf(text, options, names, problems)
  return { template: toTemplate(text, parts), problems }
}

function partsOf(text: string, options: TemplateOptions, names: TemplateNames, problems: Problem[]): readonly Part[] {
  const parts: Part[] = []
  const literal = (from: number, to: number): void => {
    const open = text.slice(from, to).indexOf('{{')
    if (open !== -1) problems.push(syntax('a placeholder begins with "{{" and is never closed', from + open, 'close it with "}}"'))
    parts.push(text.slice(from, to))
  }
  let end = 0
  for (const match of text.matchAll(options.singleBraces === true ? DOUBLE_OR_SINGLE : DOUBLE)) {
    literal(end, match.index)
    end = match.index + match[0].length
    const name = (match[1] ?? match[2]?.replace(/^\s*&/, '') ?? match[3]!).trim()
    const problem = problemOf(name, match[0], match.index)
    if (problem === undefined) parts.push(referenceTo(name, options, names, match.index, problems))
    else {
      problems.push(problem)
      parts.push(match[0])
    }
  }
  literal(end, text.length)
  return parts.filter((part) => part !== '')
}

function problemOf(name: string, placeholder: string, offset: number): Problem | undefined {
  if (name === '') return syntax('a placeholder is empty', offset, 'name an argument or a variable inside the braces')
  if (/^[#^/>!=]/.test(name))
    return syntax(
      `"${placeholder}" is a section, a partial or a comment, and only "{{name}}" is supported`,
      offset,
      'use an expression in a mapping instead',
    )
  return undefined
}

function syntax(message: string, offset: number, hint: string): Problem {
  return { severity: 'warning', code: 'NAFTIKO_TEMPLATE_SYNTAX', message: `${message}; the text is kept as it is`, hint, offset }
}

/** The order matters: a prefix that says what is meant, then what is bound, then what is declared, then the look of the name. */
function referenceTo(text: string, options: TemplateOptions, names: TemplateNames, offset: number, problems: Problem[]): TemplateReference {
  const argument = argumentName(text, names)
  if (argument !== undefined) {
    if (options.inputs === undefined && options.open !== true) {
      problems.push({
        code: 'NAFTIKO_TEMPLATE_CALLER',
        message: `"{{${text}}}" is an argument of the caller, and a credential never comes from there`,
        hint: 'bind a variable under "binds" and use its name',
        offset,
      })
      return { text, source: 'variable', name: text }
    }
    return { text, source: 'input', name: argument }
  }
  const variable = variableName(text, names)
  if (variable !== undefined) return { text, source: 'variable', name: variable }
  if (names.bound.has(text)) return { text, source: 'variable', name: text }
  if (options.inputs?.includes(text) === true) return { text, source: 'input', name: text }
  if (/^[A-Z\d][A-Z\d_]*$/.test(text) && /[A-Z]/.test(text)) return { text, source: 'variable', name: text }
  return { text, source: options.open === true ? 'input' : 'variable', name: text }
}

function argumentName(text: string, names: TemplateNames): string | undefined {
  const rest = text.startsWith('$this.') ? text.slice('$this.'.length) : text
  return afterPrefix(rest, names.callers)
}

function variableName(text: string, names: TemplateNames): string | undefined {
  return afterPrefix(text.startsWith('$') ? text.slice(1) : text, names.bindNamespaces)
}

/** What follows the longest prefix that fits: `tools.filter[name]` → `filter[name]`. */
export function afterPrefix(text: string, prefixes: ReadonlySet<string>): string | undefined {
  let best: string | undefined
  for (const prefix of prefixes) {
    if (text.startsWith(`${prefix}.`) && text.length > prefix.length + 1 && prefix.length > (best?.length ?? -1)) best = prefix
  }
  return best === undefined ? undefined : text.slice(best.length + 1)
}

type Read = (scope: Scope) => JsonValue | undefined

function toTemplate(text: string, parts: readonly Part[]): Template {
  const references = parts.filter((part) => typeof part !== 'string')
  if (references.length === 0) return { text, references, render: () => text, value: () => text }
  const pieces = parts.map((part) => (typeof part === 'string' ? part : readerOf(part)))
  const render: Template['render'] = (scope, encode) => {
    let result = ''
    for (const piece of pieces) {
      if (typeof piece === 'string') {
        result += piece
        continue
      }
      const value = piece(scope)
      if (value === undefined || value === null) return undefined
      const inserted = typeof value === 'object' ? JSON.stringify(value) : String(value)
      result += encode === undefined ? inserted : encode(inserted)
    }
    return result
  }
  const only = pieces.length === 1 ? pieces[0] : undefined
  return { text, references, render, value: typeof only === 'function' ? only : (scope) => render(scope) }
}

/** `{{a.b}}` is the member b of the argument a, unless there is an argument `a.b`; `{{a[0].b}}` looks into a list. */
function readerOf({ name, source }: TemplateReference): Read {
  if (source === 'variable') return ({ variables }) => (Object.hasOwn(variables, name) ? variables[name] : undefined)
  const steps = /[.[]/.test(name) ? parsePath(`$.${name}`) : undefined
  if (steps === undefined) return ({ input }) => (Object.hasOwn(input, name) ? input[name] : undefined)
  const descend = compilePath(steps)
  return ({ input }) => (Object.hasOwn(input, name) ? input[name] : (descend(input) ?? (isThere(input, steps) ? null : undefined)))
}
