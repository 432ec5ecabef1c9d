import type { ErrorObject } from 'ajv/dist/2020.js'

/** Keywords that only say that something below them failed. */
const COMPOSITES = new Set(['anyOf', 'oneOf', 'allOf', 'if', 'not', 'discriminator'])

/**
 * AJV's findings without those about branches that nobody meant. Of an `anyOf` or `oneOf` the branch is taken that the
 * value has the type of, so that nobody has to read a wall of guesses.
 */
export function withoutBranchNoise(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const unions = errors.filter(isUnion)
  const outermost = unions.filter((union) => !unions.some((other) => other !== union && isBelow(union, other)))
  const plain = errors.filter((error) => !COMPOSITES.has(error.keyword) && !unions.some((union) => isBelow(error, union)))
  return [...plain, ...outermost.flatMap((union) => meantBranch(union, errors))]
}

function isUnion({ keyword }: ErrorObject): boolean {
  return keyword === 'anyOf' || keyword === 'oneOf'
}

function isBelow(error: ErrorObject, union: ErrorObject): boolean {
  return error.schemaPath.startsWith(`${union.schemaPath}/`) && error.instancePath.startsWith(union.instancePath)
}

function meantBranch(union: ErrorObject, errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const below = errors.filter((error) => error !== union && isBelow(error, union))
  const branches = byBranch(below, union)
  const fitting = branches.filter(
    (branch) => !branch.some((error) => error.keyword === 'type' && error.instancePath === union.instancePath),
  )
  if (fitting.length === 0) return [{ ...union, keyword: 'type', params: { type: typesOf(below, union) } }]
  const missing = fitting.every((branch) => branch.length === 1 && branch[0]!.keyword === 'required')
  if (missing && fitting.length > 1)
    return [{ ...fitting[0]![0]!, params: { missingProperty: fitting.map(([error]) => String(error!.params['missingProperty'])) } }]
  const best = fitting.toSorted((a, b) => depthOf(b) - depthOf(a) || a.length - b.length)[0]!
  return withoutBranchNoise(best)
}

function byBranch(errors: readonly ErrorObject[], union: ErrorObject): readonly (readonly ErrorObject[])[] {
  const branches = new Map<string, ErrorObject[]>()
  for (const error of errors) {
    const number = error.schemaPath.slice(union.schemaPath.length + 1).split('/')[0]!
    branches.set(number, [...(branches.get(number) ?? []), error])
  }
  return [...branches.values()]
}

function typesOf(errors: readonly ErrorObject[], union: ErrorObject): readonly string[] {
  const here = errors.filter((error) => error.keyword === 'type' && error.instancePath === union.instancePath)
  return [...new Set(here.flatMap((error) => error.params['type'] as string | string[]))]
}

function depthOf(errors: readonly ErrorObject[]): number {
  return Math.max(...errors.map((error) => error.instancePath.length))
}
