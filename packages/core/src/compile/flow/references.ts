import {
  isList,
  isObject,
  isSameName,
  type JsonObject,
  type JsonValue,
  pointerTo,
  type Severity,
  type StepContext,
  type StepValue,
} from '@naftiko/plugin-api'
import { compileExpression, isWrapped } from '../../expression/dialect.ts'
import { compilePath, isThere, parsePath, type PathStep } from '../../expression/path.ts'
import { didYouMean } from '../../nearest.ts'
import { argumentOf } from '../arguments.ts'
import { reportArgument } from '../fitting.ts'
import type { LinkTools } from '../link-tools.ts'
import { argumentNameOf, variableNameOf } from '../with-value.ts'
import { NoValueError } from './no-value.ts'
import { firstMember, leadingName, namesIn, type StepScope } from './step-scope.ts'

/** Looks like an expression: `$`, `$.a`, `$['a']`, `$sum(…)`. A price such as `$5` does not. */
const EXPRESSION = /^\$(?:$|[.[]|[A-Za-z]\w*\s*\()/

/** Compiles one value of a step; see `StepCompileContext.value`. */
export function compileStepValue(value: JsonValue, at: string, scope: StepScope, tools: LinkTools): StepValue {
  if (typeof value === 'string') return compileText(value, at, scope, tools)
  if (isList(value)) return listOf(value.map((one, index) => compileStepValue(one, pointerTo(at, index), scope, tools)))
  if (isObject(value))
    return objectOf(Object.entries(value).map(([name, one]) => [name, compileStepValue(one, pointerTo(at, name), scope, tools)]))
  return () => value
}

function compileText(text: string, at: string, scope: StepScope, tools: LinkTools): StepValue {
  const trimmed = text.trim()
  const argument = leadingName(trimmed, scope.names) === undefined ? argumentNameOf(trimmed, tools.names) : undefined
  if (argument !== undefined) {
    reportArgument(argument, text, [...scope.declared, ...scope.names], at, tools)
    scope.takes(argument)
    tools.explain(at, text, 'reference', `argument "${argument}" of the caller`)
    return (context) => argumentIn(context, argument)
  }
  if (EXPRESSION.test(trimmed) || isWrapped(trimmed)) return compileStepExpression(trimmed, at, scope, tools)
  const step = leadingName(trimmed, scope.names)
  if (step !== undefined && step !== trimmed && parsePath(`$.${trimmed}`) !== undefined) {
    tools.explain(at, text, 'reference', `the result of "${step}"`)
    return stepPath(trimmed, step, scope)
  }
  const variable = variableNameOf(trimmed, tools.names)
  if (variable !== undefined) return compileTemplateText(`{{${trimmed}}}`, at, scope, tools)
  if (text.includes('{{')) return compileTemplateText(text, at, scope, tools)
  // A text that looks like a reference, and names almost a step, is hardly meant as a text.
  const looks = /^([\p{L}\p{N}_-]+)[.[][\p{L}\p{N}_.[\]-]+$/u.exec(trimmed)?.[1]
  if (looks !== undefined) reportLater(looks, at, scope, tools, 'warning')
  tools.explain(at, text, 'constant', 'a constant')
  return () => text
}

/** Compiles an expression; see `StepCompileContext.expression`. */
export function compileStepExpression(text: string, at: string, scope: StepScope, tools: LinkTools): StepValue {
  const inner = /^\{\{\s*(.+?)\s*\}\}$/.exec(text.trim())?.[1]
  const source = inner ?? text.trim()
  const argument = leadingName(source, scope.names) === undefined ? argumentNameOf(source, tools.names) : undefined
  if (argument !== undefined && /^[\w.[\]-]+$/.test(source)) {
    scope.takes(argument)
    tools.explain(at, text, 'reference', `argument "${argument}" of the caller`)
    return (context) => argumentIn(context, argument) ?? null
  }
  const step = leadingName(source, scope.names)
  if (step !== undefined && parsePath(`$.${source}`) !== undefined) {
    tools.explain(at, text, 'reference', `the result of "${step}"`)
    return stepPath(source, step, scope)
  }
  const steps = parsePath(source)
  if (steps !== undefined && steps.length > 0) return pathOver(source, steps, at, scope, tools)
  return expressionOver(source, at, scope, tools)
}

/** `$.step.a`, or `$.argument.a`: what comes first decides. */
function pathOver(text: string, steps: readonly PathStep[], at: string, scope: StepScope, tools: LinkTools): StepValue {
  const [first] = steps
  if (first?.kind === 'member' && scope.names.has(first.name)) {
    tools.explain(at, text, 'path', `the result of "${first.name}"`)
    return stepPath(text.replace(/^\$\.?/, ''), first.name, scope, steps)
  }
  const name = firstMember(text)
  if (name !== undefined) {
    reportLater(name, at, scope, tools)
    scope.takes(name)
  } else for (const known of scope.names) scope.uses(known)
  tools.explain(at, text, 'path', 'a path into the arguments')
  const read = compilePath(steps)
  return (context) => read(context.values) ?? (isThere(context.values, steps) ? null : undefined)
}

/** A step that runs later has no result yet, and a name close to that of a step is a slip of the pen. */
function reportLater(name: string, at: string, scope: StepScope, tools: LinkTools, severity: Severity = 'error'): void {
  if (scope.later.has(name))
    tools.report({
      severity,
      code: 'NAFTIKO_STEP_ORDER',
      message: `"${name}" is the name of a step that runs later, or of this one`,
      hint: 'move that step before this one',
      at,
    })
  else {
    if (scope.declared.some((one) => isSameName(one, name))) return
    const meant = didYouMean(name, [...scope.names])
    const message = `no step before this one is called "${name}"`
    if (meant !== undefined) tools.report({ severity: 'warning', code: 'NAFTIKO_STEP_UNKNOWN', message, hint: meant, at })
    else if (name !== 'input' && name !== 'steps') reportArgument(name, '', scope.declared, at, tools)
  }
}

function expressionOver(text: string, at: string, scope: StepScope, tools: LinkTools): StepValue {
  const named = namesIn(text, scope.names)
  for (const name of named) scope.uses(name)
  // The whole context may be meant.
  if (/^\$\.?$/.test(text) || /\*\*|\$\.\*|\$\.\./.test(text)) for (const name of scope.names) scope.uses(name)
  const compiled = compileExpression(text, tools.limits, (source) => quoted(source, scope.names))
  if ('message' in compiled) {
    tools.report({ code: 'NAFTIKO_EXPRESSION_SYNTAX', message: compiled.message, hint: compiled.hint, at, offset: compiled.offset })
    return () => null
  }
  tools.explain(at, text, compiled.kind, 'an expression over arguments and results')
  const bindings = (context: StepContext): JsonObject => ({ input: context.input, steps: context.results })
  return (context) => compiled.evaluate(context.values as JsonValue, bindings(context))
}

/** Texts in either kind of quotes, and names in backticks. */
const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/.source

/** JSONata reads a hyphen as minus, so names of steps that have one are quoted for it. */
function quoted(text: string, names: ReadonlySet<string>): string {
  const hyphened = [...names].filter((name) => name.includes('-')).toSorted((a, b) => b.length - a.length)
  if (hyphened.length === 0) return text
  const pattern = hyphened.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|')
  const name = String.raw`(?<![\p{L}\p{N}_-])(?:${pattern})(?![\p{L}\p{N}_-])`
  const tokens = new RegExp(`${QUOTED}|${name}`, 'gu')
  return text.replaceAll(tokens, (token) => (/^["'`]/.test(token) ? token : `\`${token}\``))
}

/**
 * A path into the result of a step. A step that was left out has no result, and the value is left out, too. A result that
 * lacks what the path names is an error: a typo must not look like missing data.
 */
function stepPath(text: string, step: string, scope: StepScope, parsed?: readonly PathStep[]): StepValue {
  scope.uses(step)
  const rest = parsed === undefined ? (parsePath(`$${text.slice(step.length)}`) ?? []) : parsed.slice(1)
  const walk = strictWalk(rest, text, step)
  return (context) => {
    const result = context.results[step]
    return result === undefined || result === null ? undefined : walk(result)
  }
}

function strictWalk(steps: readonly PathStep[], text: string, step: string): (value: JsonValue) => JsonValue {
  const read = compilePath(steps)
  const lenient = steps.some(({ kind }) => kind === 'every' || kind === 'length')
  if (lenient || steps.length === 0) return read
  return (value) => {
    const found = read(value)
    if (found !== null || isThere(value, steps)) return found
    throw new NoValueError(`"${text}" has no value: the result of step "${step}" has nothing there`)
  }
}

/** Text with placeholders: arguments, variables and results of steps. */
function compileTemplateText(text: string, at: string, scope: StepScope, tools: LinkTools): StepValue {
  const template = tools.template(text, at, { open: true, inputs: [...scope.names] })
  const checks: StepValue[] = []
  for (const { source, name } of template.references) {
    if (source !== 'input') continue
    const step = leadingName(name, scope.names)
    if (step === undefined) {
      const first = name.split(/[.[]/)[0]!
      // `{{a.b}}` is hardly an argument where there is a step of almost that name.
      if (first !== name) reportLater(first, at, scope, tools)
      scope.takes(first)
    } else if (parsePath(`$.${name}`) === undefined) scope.uses(step)
    else checks.push(stepPath(name, step, scope))
  }
  tools.explain(at, text, 'template', 'a text with values inserted')
  return (context) => {
    for (const check of checks) void check(context)
    return template.value({ input: context.values, variables: tools.runtime.variables })
  }
}

function argumentIn({ input, signal, trace }: StepContext, name: string): JsonValue | undefined {
  return argumentOf({ operation: '', input, signal, trace }, name)
}

function listOf(values: readonly StepValue[]): StepValue {
  return async (context) => {
    const list: JsonValue[] = []
    for (const value of values) {
      const found = await value(context)
      if (found !== undefined) list.push(found)
    }
    return list
  }
}

function objectOf(members: readonly (readonly [string, StepValue])[]): StepValue {
  return async (context) => {
    const found: [string, JsonValue][] = []
    for (const [name, value] of members) {
      const one = await value(context)
      if (one !== undefined) found.push([name, one])
    }
    return Object.fromEntries(found)
  }
}
