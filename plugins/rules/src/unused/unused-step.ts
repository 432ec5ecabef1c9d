import { isList, isObject, isSameName, type JsonObject, type JsonValue, pointerTo, type RuleDocument } from '@naftiko/plugin-api'
import { callersOf, type Member, membersOf } from '../members.ts'
import type { Rule } from '../rule.ts'
import { hasWord } from './words.ts'

/** Steps whose only purpose is their result. What a script or a step of a plugin does besides is not known. */
const PLAIN: ReadonlySet<string> = new Set(['lookup', 'transform'])

/** All results at once may be meant. */
const WHOLE = /^\$\.?$|\*|\$\$|\.\.|\bsteps\b/

function changesNothing(step: JsonObject, document: RuleDocument): boolean {
  if (PLAIN.has(String(step['type']))) return true
  return step['type'] === 'call' && operationOf(step, document)?.effects?.safe === true
}

function operationOf({ call }: JsonObject, { consumes }: RuleDocument) {
  return consumes.flatMap(({ value, operations }) => operations.filter(({ name }) => `${value.namespace}.${name}` === call))[0]
}

function* textsIn(value: JsonValue | undefined): Generator<string> {
  if (typeof value === 'string') yield value
  else if (isList(value)) for (const one of value) yield* textsIn(one)
  else if (isObject(value)) for (const one of Object.values(value)) yield* textsIn(one)
}

/** Everything of the operation that may refer to a result: later steps, mappings, outputs. */
function* usersOf(caller: JsonObject, steps: readonly Member[], step: Member): Generator<JsonValue | undefined> {
  yield caller['mappings']
  yield caller['outputParameters']
  for (const other of steps) if (other !== step) yield Object.entries(other.value).flatMap(([key, one]) => (key === 'name' ? [] : [one]))
}

/** A later step that is called with an input of this name takes the result without saying so. */
function isTaken(name: string, steps: readonly Member[], document: RuleDocument): boolean {
  return steps.some(({ value }) => {
    if (value['type'] !== 'call') return false
    const operation = operationOf(value, document)
    return operation === undefined || operation.input.parameters.some((parameter) => isSameName(parameter.name, name))
  })
}

/** Its request is made in vain. */
export const unusedStep: Rule = {
  type: 'unused-step',
  code: 'NAFTIKO_UNUSED_STEP',
  severity: 'hint',
  check(document, report) {
    if (document.incomplete) return
    for (const caller of callersOf(document)) {
      const steps = membersOf(caller, 'steps')
      // Without mappings the answer is the result of the last step, or of the last call.
      const answers = isList(caller.value['mappings']) && caller.value['mappings'].length > 0 ? [] : [...steps.slice(-1), lastCall(steps)]
      for (const [index, step] of steps.entries()) {
        const { name } = step.value
        if (typeof name !== 'string' || answers.includes(step) || !changesNothing(step.value, document)) continue
        const texts = [...usersOf(caller.value, steps, step)].flatMap((value) => [...textsIn(value)])
        if (texts.some((text) => WHOLE.test(text) || hasWord(text, name)) || isTaken(name, steps.slice(index + 1), document)) continue
        const hint = `refer to it ("$.${name}"), or remove the step`
        report({ message: `nothing uses the result of the step "${name}"`, hint, at: pointerTo(step.at, 'name') }, step.entry)
      }
    }
  },
}

function lastCall(steps: readonly Member[]): Member | undefined {
  return steps.findLast(({ value }) => value['type'] !== 'lookup' && value['type'] !== 'script')
}
