import { isList, isObject, isSameName, type JsonObject, type JsonValue, pointerTo, type RuleDocument } from '@naftiko/plugin-api'
import { callersOf, membersOf, textOf } from '../members.ts'
import type { Rule } from '../rule.ts'
import { hasWord } from './words.ts'

/** It is named somewhere in what its operation does, or the called operation has an input of its name or takes whatever comes. */
function isUsed(name: string, operation: JsonObject, document: RuleDocument): boolean {
  const rest = Object.fromEntries(Object.entries(operation).filter(([key]) => key !== 'inputParameters' && key !== 'description'))
  if (hasWord(JSON.stringify(rest), name)) return true
  const call = String(rest['call'] ?? '')
  const target = document.consumes.flatMap(({ value, operations }) =>
    operations.filter((one) => `${value.namespace}.${one.name}` === call),
  )[0]
  if (target === undefined) return rest['steps'] === undefined || stepsOf(rest['steps']).some((step) => isTakenBy(step, name, document))
  return target.input.payload !== 'none' || target.input.parameters.some((parameter) => isSameName(parameter.name, name))
}

/** A step without `with` for it takes the argument of this name, and one that calls what is not known may. */
function isTakenBy(step: JsonObject, name: string, document: RuleDocument): boolean {
  if (step['call'] === undefined && step['ref'] === undefined) return false
  const isUsedIn = isUsed(name, { call: step['call'] ?? step['ref'] ?? '' }, document)
  return isUsedIn && !(isObject(step['with']) && Object.keys(step['with']).some((key) => isSameName(key, name)))
}

/** All steps, those within steps, too. */
function stepsOf(value: JsonValue | undefined): readonly JsonObject[] {
  if (isList(value)) return value.flatMap(stepsOf)
  return isObject(value) ? [value, ...Object.values(value).flatMap(stepsOf)] : []
}

/** Callers who give it wonder why nothing changes. */
export const unusedInput: Rule = {
  type: 'unused-input',
  code: 'NAFTIKO_UNUSED_INPUT',
  severity: 'hint',
  check(document, report) {
    if (document.incomplete) return
    for (const caller of callersOf(document))
      for (const { entry, value, at } of membersOf(caller, 'inputParameters')) {
        const name = textOf(value['name'])
        if (name !== undefined && !isUsed(name, caller.value, document))
          report(
            { message: `nothing uses the input "${name}"`, hint: 'pass it on under "with", or remove it', at: pointerTo(at, 'name') },
            entry,
          )
      }
  },
}
