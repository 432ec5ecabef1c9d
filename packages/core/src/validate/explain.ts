import type { ErrorObject } from 'ajv/dist/2020.js'
import { isObject, type JsonSchema, type JsonValue, pointerTo, type Problem, segmentsOf, type Severity } from '@naftiko/plugin-api'
import { nearest } from '../nearest.ts'
import { withoutBranchNoise } from './branches.ts'
import { foreignKey, foreignValue } from './foreign-words.ts'
import { elsewhere } from './elsewhere.ts'
import { either, lowered, wrongType, wrongValue } from '../wording.ts'

const CODES: Readonly<Record<string, string>> = { enum: 'NAFTIKO_WRONG_VALUE', const: 'NAFTIKO_WRONG_VALUE' }

/** What an official key is also called in the other grammar. */
const OTHER_NAMES: Readonly<Record<string, string>> = { label: 'display', location: 'from', functions: 'flows', targetName: 'target' }

/** More keys than this are not listed. */
const LISTED = 16

/**
 * AJV's findings about one entry as problems. Unknown keys are warnings: documents carry many, and they do no harm.
 * `schema` is where else a key could belong; `madeUp` are keys of the entry that its document does not have.
 */
export function explainErrors(errors: readonly ErrorObject[], schema?: JsonSchema, madeUp: readonly string[] = []): readonly Problem[] {
  const kept = togetherMissing(withoutBranchNoise(errors))
  const hasUnionOf = (error: ErrorObject): boolean =>
    kept.some((other) => other !== error && other.keyword === 'type' && other.instancePath === error.instancePath)
  return kept.filter((error) => error.keyword === 'type' || !hasUnionOf(error)).map((error) => toProblem(error, schema, madeUp))
}

/** Several keys that one thing lacks are one finding. */
function togetherMissing(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  return errors.flatMap((error, index) => {
    if (error.keyword !== 'required' || Array.isArray(error.params['missingProperty'])) return [error]
    const same = errors.filter(
      (one) => one.keyword === 'required' && one.instancePath === error.instancePath && !Array.isArray(one.params['missingProperty']),
    )
    if (same.length === 1) return [error]
    if (errors.indexOf(same[0]!) !== index) return []
    return [{ ...error, params: { missingProperty: same.map((one) => String(one.params['missingProperty'])), all: true } }]
  })
}

function toProblem(error: ErrorObject, schema: JsonSchema | undefined, madeUp: readonly string[]): Problem {
  const unknown = unknownKeyOf(error)
  if (unknown !== undefined) return unknownKey(error, unknown, schema, madeUp)
  if (error.keyword === 'required') return missingKey(error)
  const name = nameOf(error.instancePath)
  if (error.keyword === 'enum') return wrongWord(error, name)
  if (error.keyword === 'type') {
    const wanted = [error.params['type'] as string | readonly string[]].flat()
    return { code: 'NAFTIKO_WRONG_TYPE', ...wrongType(name, wanted, error.data, descriptionOf(error)), at: error.instancePath }
  }
  return {
    severity: severityOf(error),
    code: CODES[error.keyword] ?? 'NAFTIKO_WRONG_FORM',
    ...wrongValue(error, name),
    at: error.instancePath,
  }
}

function severityOf(error: ErrorObject): Severity {
  return error.keyword === 'pattern' ? 'warning' : 'error'
}

function descriptionOf(error: ErrorObject): string | undefined {
  const description: unknown = (error.parentSchema as { description?: unknown } | undefined)?.description
  return typeof description === 'string' ? lowered(description) : undefined
}

function unknownKeyOf(error: ErrorObject): string | undefined {
  const key: unknown = error.params['additionalProperty'] ?? error.params['unevaluatedProperty']
  return typeof key === 'string' ? key : undefined
}

function unknownKey(error: ErrorObject, key: string, schema: JsonSchema | undefined, madeUp: readonly string[]): Problem {
  const properties = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {})
  const data = error.data as JsonValue
  return unknownKeyProblem(
    key,
    properties,
    isObject(data) ? Object.keys(data).filter((name) => error.instancePath !== '' || !madeUp.includes(name)) : [],
    error.instancePath,
    () => elsewhere(schema, key, error.instancePath),
  )
}

/** A key that nothing reads: what was meant, where it belongs, or what there is. */
export function unknownKeyProblem(
  key: string,
  known: readonly string[],
  present: readonly string[],
  at: string,
  otherPlace: () => string | undefined = () => undefined,
): Problem {
  const missing = known.filter((name) => !present.includes(name))
  const meant = nearest(key, [...missing, ...missing.flatMap((name) => OTHER_NAMES[name] ?? [])]) ?? foreignKey(key, missing)
  const hint = meant === undefined ? (otherPlace() ?? listed(known)) : undefined
  return {
    severity: 'warning',
    code: 'NAFTIKO_UNKNOWN_KEY',
    message: `"${key}" is not known here and is ignored`,
    ...(hint === undefined ? {} : { hint }),
    ...(meant === undefined ? {} : { meant }),
    at: pointerTo(at, key),
    key: true,
  }
}

function listed(known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined
  return known.length > LISTED ? 'remove it' : `remove it; the keys here are ${known.join(', ')}`
}

function missingKey(error: ErrorObject): Problem {
  const keys = [error.params['missingProperty'] as string | readonly string[]].flat()
  const together = error.params['all'] === true
  const quoted = together ? keys.map((key) => `"${key}"`).join(' and ') : either(keys.map((key) => `"${key}"`))
  return {
    code: 'NAFTIKO_MISSING_KEY',
    message: `${quoted} ${together ? 'are' : 'is'} missing`,
    hint: `add ${quoted}`,
    at: error.instancePath,
    key: true,
  }
}

function wrongWord(error: ErrorObject, name: string): Problem {
  const all = error.params['allowedValues'] as readonly JsonValue[]
  // Methods may be written in small letters, too; that is not worth half of the sentence.
  const allowed = all.filter((value) => typeof value !== 'string' || value === value.toUpperCase() || !all.includes(value.toUpperCase()))
  const words = allowed.filter((value) => typeof value === 'string')
  const { data } = error as { data?: unknown }
  const meant = typeof data === 'string' ? (nearest(data, words) ?? foreignValue(data, words)) : undefined
  const choices = either(allowed.map((value) => JSON.stringify(value)))
  if (data === null)
    return {
      code: 'NAFTIKO_WRONG_TYPE',
      message: `${name} has no value`,
      hint: `write ${choices}, or remove the line`,
      at: error.instancePath,
    }
  return {
    code: 'NAFTIKO_WRONG_VALUE',
    message: `${name} cannot be ${JSON.stringify(data)}; it is ${choices}`,
    ...(meant === undefined ? { hint: `write one of these` } : { meant }),
    at: error.instancePath,
  }
}

/** The name of the member; of an item of a list its number, from one. */
function nameOf(pointer: string): string {
  const segments = segmentsOf(pointer)
  const last = segments.at(-1)
  if (last === undefined) return 'the value'
  if (!/^\d+$/.test(last)) return `"${last}"`
  const list = segments.findLast((segment) => !/^\d+$/.test(segment))
  return `item ${Number(last) + 1}${list === undefined ? '' : ` of "${list}"`}`
}
