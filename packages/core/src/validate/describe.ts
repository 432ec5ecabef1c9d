import type { ErrorObject } from 'ajv/dist/2020.js'

type Describe = (error: ErrorObject, name: string) => string

/** What AJV found, said to the person who wrote the value. */
const SENTENCES: Readonly<Record<string, Describe>> = {
  required: (_, name) => `"${name}" is required`,
  additionalProperties: (_, name) => `"${name}" is not known here`,
  unevaluatedProperties: (_, name) => `"${name}" is not known here`,
  type: (error, name) => `${subject(name)} must be ${article(typesOf(error))}, and is ${article(typeOf(error.data))}`,
  enum: (error, name) => `${subject(name)} must be one of ${list(error.params['allowedValues'] as unknown[])}`,
  const: (error, name) => `${subject(name)} must be ${JSON.stringify(error.params['allowedValue'])}`,
  pattern: (error, name) => `${subject(name)} must match the pattern ${String(error.params['pattern'])}`,
  format: (error, name) => `${subject(name)} must be a valid ${String(error.params['format'])}`,
  minimum: (error, name) => `${subject(name)} must be at least ${String(error.params['limit'])}`,
  maximum: (error, name) => `${subject(name)} must be at most ${String(error.params['limit'])}`,
  minLength: (error, name) => `${subject(name)} must have at least ${String(error.params['limit'])} characters`,
  maxLength: (error, name) => `${subject(name)} must have at most ${String(error.params['limit'])} characters`,
  minItems: (error, name) => `${subject(name)} must have at least ${String(error.params['limit'])} items`,
  maxItems: (error, name) => `${subject(name)} must have at most ${String(error.params['limit'])} items`,
}

export function describeError(error: ErrorObject, name: string): string {
  return SENTENCES[error.keyword]?.(error, name) ?? `${subject(name)} ${error.message ?? 'is not valid'}`
}

function subject(name: string): string {
  return name === '' ? 'the value' : `"${name}"`
}

function typesOf(error: ErrorObject): string {
  const type: unknown = error.params['type']
  return Array.isArray(type) ? type.join(' or ') : String(type)
}

function typeOf(data: unknown): string {
  if (data === null) return 'null'
  if (Array.isArray(data)) return 'array'
  return typeof data
}

function article(type: string): string {
  if (type === 'null') return 'null'
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`
}

function list(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(', ')
}
