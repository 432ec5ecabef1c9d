import { isList, isObject, type JsonValue } from '@naftiko/plugin-api'
import { unquote } from './unquote.ts'

/** One step of a path: a member, an element (negative counts from the end), every element, or the length of what is there. */
export type PathStep =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'element'; readonly index: number }
  | { readonly kind: 'every' }
  | { readonly kind: 'length' }

const STEP =
  /\s*(?:\.?\[\s*(?:(?<index>-?\d+)|(?<every>\*)|(?<quoted>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))\s*\]|\.(?<wild>\*)|\.(?<name>[\p{L}\p{M}\p{N}_\u{80}-\u{10ffff}-]+(?: +[\p{L}\p{N}_][\p{L}\p{M}\p{N}_-]*)*)(?<call>\(\))?)/uy
/** A path without `$`, and the hyphen between two letters that makes it one: JSONata reads every other bare path the same way. */
const BARE = /^[\p{L}_][\p{L}\p{M}\p{N}_-]*(?:\.[\p{L}\p{N}_][\p{L}\p{M}\p{N}_-]*|\[-?\d+\]|\[\*\])*$/u
const HYPHEN = /[\p{L}\p{M}\p{N}_]-[\p{L}\p{M}\p{N}_]/u

/**
 * Reads the text as a path, or returns `undefined` so that the caller can try the next dialect.
 *
 * Names may contain hyphens, because naftiko identifiers do: `$.get-ship.flag` is a path here and a subtraction in
 * JSONata. This is why paths are tried before JSONata sees them. A subtraction needs spaces: `$.a - $.b`.
 */
export function parsePath(text: string): readonly PathStep[] | undefined {
  const trimmed = text.trim()
  if (trimmed === '$' || trimmed === '$.') return []
  if (/^\$\s*[.[]/.test(trimmed)) return parseSteps(trimmed.slice(1))
  return BARE.test(trimmed) && HYPHEN.test(trimmed) ? parseSteps(`.${trimmed}`) : undefined
}

function parseSteps(text: string): readonly PathStep[] | undefined {
  const steps: PathStep[] = []
  STEP.lastIndex = 0
  while (STEP.lastIndex < text.length) {
    const match = STEP.exec(text)
    if (match === null) return undefined
    const step = toStep(match.groups!, STEP.lastIndex === text.length)
    if (step === undefined) return undefined
    steps.push(step)
  }
  return steps
}

function toStep(groups: Record<string, string | undefined>, last: boolean): PathStep | undefined {
  if (groups['index'] !== undefined) return { kind: 'element', index: Number(groups['index']) }
  if (groups['every'] !== undefined || groups['wild'] !== undefined) return { kind: 'every' }
  if (groups['quoted'] !== undefined) return quotedMember(groups['quoted'])
  const name = groups['name']!
  if (groups['call'] !== undefined) return name === 'length' && last ? { kind: 'length' } : undefined
  // A name with spaces around an operator word is an expression, not a member.
  if (/ (?:and|or|in) /.test(name)) return undefined
  return name === 'length' && last ? { kind: 'length' } : { kind: 'member', name }
}

function quotedMember(quoted: string): PathStep | undefined {
  const name = unquote(quoted)
  return name === undefined ? undefined : { kind: 'member', name }
}

/** Compiles the steps once. The returned function parses nothing and never throws; what is missing is `null`. */
export function compilePath(steps: readonly PathStep[]): (root: JsonValue) => JsonValue {
  const [step, ...rest] = steps
  if (step === undefined) return (value) => value
  const next = compilePath(rest)
  switch (step.kind) {
    case 'member': {
      const read = memberOf(step.name)
      return rest.length === 0 ? read : (value) => next(read(value))
    }
    case 'element': {
      const { index } = step
      return (value) => next((isList(value) ? value.at(index) : undefined) ?? null)
    }
    case 'every':
      return (value) =>
        isList(value) ? value.map((element) => next(element)) : isObject(value) ? Object.values(value).map((member) => next(member)) : []
    case 'length':
      return lengthOf
  }
}

/** Reads a member. Only names that every object answers to, whether it has them or not, need a second look. */
function memberOf(name: string): (value: JsonValue) => JsonValue {
  if (name in Object.prototype) return (value) => (isObject(value) && Object.hasOwn(value, name) ? value[name]! : null)
  return (value) => (isObject(value) ? (value[name] ?? null) : null)
}

/** Whether all that a path of members and elements names is there, be it `null`. */
export function isThere(root: JsonValue, steps: readonly PathStep[]): boolean {
  let current: JsonValue | undefined = root
  for (const step of steps) {
    if (step.kind === 'member' && isObject(current) && Object.hasOwn(current, step.name)) current = current[step.name]
    else if (step.kind === 'element' && isList(current)) current = current.at(step.index)
    else return false
    if (current === undefined) return false
  }
  return true
}

/** A member of that name wins; then the number of elements, or of characters as people count them. */
function lengthOf(value: JsonValue): JsonValue {
  if (isList(value)) return value.length
  if (typeof value === 'string') return [...value].length
  if (!isObject(value)) return null
  return Object.hasOwn(value, 'length') ? value['length']! : null
}
