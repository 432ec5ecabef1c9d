import type { JsonObject, JsonValue } from '@naftiko/plugin-api'

const RENAMED: Readonly<Record<string, string>> = { naftiko: 'ikanos', label: 'display', functions: 'flows', targetName: 'target' }

/** Lists of named things, which the other grammar writes as maps. */
const NAMED = new Set([
  'resources',
  'operations',
  'inputParameters',
  'outputParameters',
  'tools',
  'skills',
  'steps',
  'functions',
  'prompts',
])

/** A document of the one grammar in the other: named lists become maps, and keys get their other names. */
export function toIkanos(document: JsonValue): JsonValue {
  if (Array.isArray(document)) return (document as readonly JsonValue[]).map(toIkanos)
  if (typeof document !== 'object' || document === null) return document
  const members = Object.entries(document as JsonObject).map(([key, value]): [string, JsonValue] => {
    // What is imported and what is bound come "from" somewhere; the folder of a script keeps its name.
    const from = key === 'location' && ('import' in document || 'keys' in document)
    return [from ? 'from' : (RENAMED[key] ?? key), NAMED.has(key) ? asMap(value) : toIkanos(value)]
  })
  return Object.fromEntries(members)
}

function asMap(value: JsonValue): JsonValue {
  const list = value as readonly JsonValue[]
  const isNamed = Array.isArray(value) && list.every((one) => typeof (one as JsonObject | null)?.['name'] === 'string')
  if (!isNamed) return toIkanos(value)
  return Object.fromEntries(
    list.map((one) => {
      const { name, ...rest } = one as JsonObject
      return [name as string, toIkanos(rest)]
    }),
  )
}
