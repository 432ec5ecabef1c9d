import type { ErrorObject } from 'ajv/dist/2020.js'
import { DURATION, isList, isObject, type JsonValue } from '@naftiko/plugin-api'

/** What is wrong with a value of a document, in the words of somebody who writes YAML, and how it is mended. */
export interface Wording {
  readonly message: string
  readonly hint?: string
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'a map',
  array: 'a list',
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'empty',
}

/** Says that the value at a place has none of the types. */
export function wrongType(name: string, wanted: readonly string[], data: unknown, description?: string): Wording {
  const expected = either(wanted.filter((type) => type !== 'null').map((type) => TYPES[type] ?? type))
  if (data === null || data === undefined)
    return { message: `${name} has no value`, hint: `write ${expected} after it, or remove the line` }
  const hint = mendedBy(wanted, data as JsonValue) ?? `write ${expected}${description === undefined ? '' : `: ${description}`}`
  return { message: `${name} must be ${expected}, and is ${typeOf(data)}`, ...(hint === undefined ? {} : { hint }) }
}

function typeOf(data: unknown): string {
  if (Array.isArray(data)) return TYPES['array']!
  if (typeof data === 'boolean') return String(data)
  if (typeof data === 'number') return Number.isInteger(data) ? 'a number' : 'a number with a fraction'
  return TYPES[typeof data] ?? typeof data
}

const YES = /^(?:yes|on|true|y)$/i
const NO = /^(?:no|off|false|n)$/i

function mendedBy(wanted: readonly string[], data: JsonValue): string | undefined {
  if (wanted.includes('array')) return 'write a list: one line for each, beginning with "- "'
  if (typeof data === 'string') {
    if (wanted.includes('boolean')) return YES.test(data) ? 'write true' : NO.test(data) ? 'write false' : 'write true or false'
    if (/^\s*-?\d+\s*$/.test(data) && wanted.some((type) => type === 'integer' || type === 'number'))
      return `write ${data.trim()} without quotes`
    if (wanted.length === 1 && wanted[0] === 'object') return 'write its members below it, each on a line of its own, indented'
  }
  if (wanted.includes('string') && (typeof data === 'number' || typeof data === 'boolean'))
    return `put quotes around it: ${JSON.stringify(String(data))}`
  if (isList(data))
    return wanted.includes('object') ? 'remove the "- " in front of its members' : 'write one value, without "- " and brackets'
  if (isObject(data) && wanted.includes('string'))
    return 'write a text; one with ": " in it, or with a brace at its beginning, needs quotes'
  return undefined
}

/** `a`, `a or b`, `a, b or c`. */
export function either(words: readonly string[]): string {
  const unique = [...new Set(words)]
  return unique.length < 2 ? (unique[0] ?? 'something else') : `${unique.slice(0, -1).join(', ')} or ${unique.at(-1)!}`
}

/** Forms that people know by an example rather than by a regular expression. */
const FORMS: Readonly<Record<string, string>> = {
  [DURATION]: 'a time such as 500ms, 30s or 5m; a number alone is milliseconds',
}

type Describe = (error: ErrorObject, name: string) => string

const SENTENCES: Readonly<Record<string, Describe>> = {
  const: (error, name) => `${name} must be ${JSON.stringify(error.params['allowedValue'])}`,
  pattern: (error, name) => {
    const form = FORMS[String(error.params['pattern'])]
    return form === undefined ? `${name} does not have the form that is expected` : `${name} must be ${form}`
  },
  format: (error, name) => `${name} must be a valid ${String(error.params['format'])}`,
  minimum: (error, name) => `${name} must be ${String(error.params['limit'])} or more`,
  maximum: (error, name) => `${name} must be ${String(error.params['limit'])} or less`,
  minLength: (error, name) =>
    error.params['limit'] === 1 ? `${name} is empty` : `${name} must have ${String(error.params['limit'])} characters or more`,
  maxLength: (error, name) => `${name} must have ${String(error.params['limit'])} characters at most`,
  minItems: (error, name) => `${name} must have ${String(error.params['limit'])} or more`,
  maxItems: (error, name) => `${name} must have ${String(error.params['limit'])} at most`,
}

/** What to do about it, where the schema does not say what the value is for. */
const WRITES: Readonly<Record<string, (error: ErrorObject) => string>> = {
  const: (error) => `write ${JSON.stringify(error.params['allowedValue'])}`,
  minimum: (error) => `write ${String(error.params['limit'])} or more`,
  maximum: (error) => `write ${String(error.params['limit'])} or less`,
}

/** Says what is wrong with a value that has the right type. */
export function wrongValue(error: ErrorObject, name: string): Wording {
  const message = SENTENCES[error.keyword]?.(error, name) ?? `${name} ${error.message ?? 'is not valid'}`
  const description: unknown = (error.parentSchema as { description?: unknown } | undefined)?.description
  return { message, hint: typeof description === 'string' ? lowered(description) : (WRITES[error.keyword]?.(error) ?? 'change the value') }
}

/** The description of a schema as what follows an arrow. */
export function lowered(description: string): string {
  return description.charAt(0).toLowerCase() + description.slice(1).replace(/(?:\. \(extension\)|\.)$/, '')
}
