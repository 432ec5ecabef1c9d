import { isObject, type JsonObject, type JsonValue, MappingError, pointerTo, type StepContext } from '@naftiko/plugin-api'
import { parsePath } from '../../expression/path.ts'
import type { LinkTools } from '../link-tools.ts'
import { leniently } from './no-value.ts'
import { compileStepValue } from './references.ts'
import { firstMember, type StepScope } from './step-scope.ts'
import { nearest } from '../../nearest.ts'

/** Names that would reach behind the object that is built. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * `mappings` as one function. A target with dots makes objects within objects. What has no value is left out, and a
 * `default` takes its place where there is one.
 */
export function compileMappings(
  mappings: readonly JsonObject[],
  at: string,
  scope: StepScope,
  tools: LinkTools,
): (context: StepContext) => Promise<JsonValue> {
  const compiled = mappings.flatMap((mapping, index) => {
    const place = pointerTo(at, index)
    const target = mapping['targetName']
    const value = mapping['value'] ?? mapping['mapping']
    if (typeof target !== 'string' || target === '' || value === undefined) {
      tools.report({
        code: 'NAFTIKO_MAPPING_INCOMPLETE',
        message: 'a mapping needs "targetName" and "value"',
        hint: 'write "targetName: name" and "value: $.step.name"',
        at: place,
        key: true,
      })
      return []
    }
    if (mappings.slice(0, index).some((one) => one['targetName'] === target)) {
      const message = `two mappings have the target "${target}", and the later takes the place of the earlier`
      tools.report({
        severity: 'warning',
        code: 'NAFTIKO_OUTPUT_TAKEN',
        message,
        hint: 'rename one of the two',
        at: pointerTo(place, 'targetName'),
      })
    }
    const names = target.split('.')
    if (names.some((name) => FORBIDDEN.has(name))) return []
    const source = pointerTo(place, mapping['value'] === undefined ? 'mapping' : 'value')
    reportUnknownStep(value, source, scope, tools)
    const read = compileStepValue(value, source, scope, tools)
    return [{ names, read: (context: StepContext) => leniently(read, context).catch(failureOf(target)), fallback: mapping['default'] }]
  })
  return async (context) => {
    const result: Record<string, JsonValue> = {}
    for (const { names, read, fallback } of compiled) {
      const value = await read(context)
      const given = fallback === undefined ? value : (value ?? fallback)
      if (given !== undefined) put(result, names, given)
    }
    return result
  }
}

/** Says which of the mappings it was. */
function failureOf(target: string): (error: unknown) => never {
  return (error) => {
    throw MappingError.is(error) && error instanceof MappingError
      ? new MappingError(`mapping "${target}": ${error.message}`, { cause: error })
      : error
  }
}

function put(result: Record<string, JsonValue>, names: readonly string[], value: JsonValue): void {
  let target = result
  for (const name of names.slice(0, -1)) {
    const known = target[name]
    const next: Record<string, JsonValue> = isObject(known) ? (known as Record<string, JsonValue>) : {}
    target[name] = next
    target = next
  }
  target[names.at(-1)!] = value
}

function reportUnknownStep(value: JsonValue, at: string, scope: StepScope, tools: LinkTools): void {
  if (typeof value !== 'string' || parsePath(value) === undefined) return
  const name = firstMember(value)
  if (name === undefined || scope.names.has(name)) return
  const names = [...scope.names]
  // A name that is close to that of a step is reported where the path is read.
  if (nearest(name, names) !== undefined) return
  tools.report({
    severity: 'warning',
    code: 'NAFTIKO_STEP_UNKNOWN',
    message: `no step is called "${name}"`,
    hint: `the steps are ${names.join(', ')}`,
    at,
  })
}
