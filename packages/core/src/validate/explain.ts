import type { ErrorObject } from 'ajv/dist/2020.js'
import { pointerTo, type Problem, type Severity } from '@naftiko/plugin-api'
import { describeError } from './describe.ts'
import { didYouMean, nearest } from '../nearest.ts'

/** Keywords that only say that something below them failed. */
const COMPOSITES = new Set(['anyOf', 'oneOf', 'allOf', 'if', 'not', 'discriminator'])

const CODES: Readonly<Record<string, string>> = {
  required: 'NAFTIKO_MISSING_KEY',
  type: 'NAFTIKO_WRONG_TYPE',
  enum: 'NAFTIKO_WRONG_VALUE',
  const: 'NAFTIKO_WRONG_VALUE',
}

/**
 * AJV's findings about one entry as problems. Unknown keys are warnings: documents carry many, and they do no harm. Of
 * the branches of an `anyOf` only the one that came furthest is told, so that nobody has to read a wall of guesses.
 */
export function explainErrors(errors: readonly ErrorObject[]): readonly Problem[] {
  return withoutBranchNoise(errors).map(toProblem)
}

function withoutBranchNoise(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const unions = errors.filter((error) => error.keyword === 'anyOf' || error.keyword === 'oneOf')
  const kept = errors.filter((error) => !COMPOSITES.has(error.keyword) && !unions.some((union) => isBranchOf(error, union)))
  return [
    ...kept,
    ...unions
      .filter((union) => !unions.some((other) => other !== union && isBranchOf(union, other)))
      .map((union) => furthest(union, errors)),
  ]
}

function isBranchOf(error: ErrorObject, union: ErrorObject): boolean {
  return error.schemaPath.startsWith(`${union.schemaPath}/`) && error.instancePath.startsWith(union.instancePath)
}

/** The deepest finding below a union, if one branch clearly came further than "wrong type at the top"; else the union itself as a type error. */
function furthest(union: ErrorObject, errors: readonly ErrorObject[]): ErrorObject {
  const branches = errors.filter((error) => !COMPOSITES.has(error.keyword) && isBranchOf(error, union))
  const deeper = branches.filter((error) => error.instancePath.length > union.instancePath.length || error.keyword !== 'type')
  const best = deeper.toSorted((a, b) => b.instancePath.length - a.instancePath.length)[0]
  if (best !== undefined) return best
  const types = [...new Set(branches.flatMap((error) => error.params['type'] as string | string[]))]
  return { ...union, keyword: 'type', params: { type: types } }
}

function toProblem(error: ErrorObject): Problem {
  const name = lastSegment(error.instancePath)
  const unknown = unknownKeyOf(error)
  if (unknown !== undefined) return unknownKey(error, unknown)
  if (error.keyword === 'required') return missingKey(error)
  const hint = hintFor(error)
  return {
    severity: severityOf(error),
    code: CODES[error.keyword] ?? 'NAFTIKO_WRONG_FORM',
    message: describeError(error, name),
    ...(hint === undefined ? {} : { hint }),
    at: error.instancePath,
  }
}

function severityOf(error: ErrorObject): Severity {
  return error.keyword === 'pattern' ? 'warning' : 'error'
}

function unknownKeyOf(error: ErrorObject): string | undefined {
  const key: unknown = error.params['additionalProperty'] ?? error.params['unevaluatedProperty']
  return typeof key === 'string' ? key : undefined
}

function unknownKey(error: ErrorObject, key: string): Problem {
  const known = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {})
  const present = Object.keys((error.data as object | null) ?? {})
  const hint = didYouMean(
    key,
    known.filter((name) => !present.includes(name)),
  )
  return {
    severity: 'warning',
    code: 'NAFTIKO_UNKNOWN_KEY',
    message: `"${key}" is not known here and is ignored`,
    ...(hint === undefined ? {} : { hint }),
    at: pointerTo(error.instancePath, key),
    key: true,
  }
}

function missingKey(error: ErrorObject): Problem {
  const key = String(error.params['missingProperty'])
  const misspelt = nearest(key, Object.keys((error.data as object | null) ?? {}))
  const hint = misspelt === undefined ? `add "${key}"` : `did you mean "${key}" where it says "${misspelt}"?`
  return { code: 'NAFTIKO_MISSING_KEY', message: `"${key}" is missing`, hint, at: error.instancePath, key: true }
}

function hintFor(error: ErrorObject): string | undefined {
  if (error.keyword !== 'enum' || typeof error.data !== 'string') return undefined
  return didYouMean(error.data, (error.params['allowedValues'] as unknown[]).map(String))
}

function lastSegment(pointer: string): string {
  return pointer
    .slice(pointer.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~')
}
