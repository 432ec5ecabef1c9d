import { isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import { callersOf, entriesOf, membersOf } from '../members.ts'
import type { Rule } from '../rule.ts'

function conflictOf({ safe, idempotent }: JsonObject, { hints, method }: JsonObject): string | undefined {
  if (typeof method === 'string') {
    const verb = method.toUpperCase()
    if (safe === true && verb !== 'GET' && verb !== 'HEAD') return `the function is said to be safe, and ${verb} is for what is not`
    if (safe === false && verb === 'GET') return 'the function is said to change something, and GET is for what does not'
    if (idempotent === true && verb === 'POST') return 'the function is said to be idempotent, and POST is for what is not'
  }
  if (!isObject(hints)) return undefined
  const { readOnly, destructive, idempotent: again } = hints
  if (typeof safe === 'boolean' && typeof readOnly === 'boolean' && safe !== readOnly)
    return `the function says "safe: ${safe}", and the hints "readOnly: ${readOnly}"`
  if (safe === true && destructive === true) return 'the function is said to be safe, and the hints say "destructive: true"'
  if (typeof idempotent === 'boolean' && typeof again === 'boolean' && idempotent !== again)
    return `the function says "idempotent: ${idempotent}", and the hints "idempotent: ${again}"`
  return undefined
}

/** What a function says of itself, and what is said of it where it is exposed, should be the same. */
export const semanticsConflict: Rule = {
  type: 'semantics-conflict',
  code: 'NAFTIKO_SEMANTICS_CONFLICT',
  severity: 'warning',
  check(document, report) {
    const semantics = new Map<string, unknown>(
      entriesOf(document, 'aggregates').flatMap((aggregate) =>
        membersOf(aggregate, 'functions').map(
          ({ value }) => [`${String(aggregate.value['namespace'])}.${String(value['name'])}`, value['semantics']] as const,
        ),
      ),
    )
    for (const { entry, value, at } of callersOf(document)) {
      const said = semantics.get(String(value['ref']))
      if (!isObject(said as JsonValue | undefined)) continue
      const message = conflictOf(said as JsonObject, value)
      if (message !== undefined) report({ message, hint: 'change one of the two', at, key: true }, entry)
    }
  },
}
