import { isList, isObject, type JsonValue, pointerTo, type RuleDocument } from '@naftiko/plugin-api'
import { entriesOf, membersOf } from '../members.ts'
import type { Rule } from '../rule.ts'

function refersTo(name: string, { exposes, aggregates }: RuleDocument): boolean {
  return [...exposes, ...aggregates].some(({ value }) => names(value, name))
}

function names(value: JsonValue, name: string): boolean {
  if (isList(value)) return value.some((one) => names(one, name))
  if (!isObject(value)) return false
  return value['ref'] === name || value['call'] === name || Object.values(value).some((one) => names(one, name))
}

/** It may have been meant by a reference that says something else. */
export const unusedFunction: Rule = {
  type: 'unused-function',
  code: 'NAFTIKO_UNUSED_FUNCTION',
  severity: 'hint',
  check(document, report) {
    if (document.incomplete || document.exposes.length === 0) return
    for (const aggregate of entriesOf(document, 'aggregates'))
      for (const { entry, value, at } of membersOf(aggregate, 'functions')) {
        const name = `${String(aggregate.value['namespace'])}.${String(value['name'])}`
        if (!refersTo(name, document))
          report(
            {
              message: `nothing refers to the function "${name}"`,
              hint: `write "ref: ${name}" where it belongs, or remove it`,
              at: pointerTo(at, 'name'),
            },
            entry,
          )
      }
  },
}
