import {
  API_VERSION,
  isList,
  isObject,
  type JsonObject,
  type JsonValue,
  MappingError,
  type StepEntry,
  type StepPlugin,
} from '@naftiko/plugin-api'
import { looseMember } from '../compile/arguments.ts'

interface LookupEntry extends StepEntry {
  readonly index: string
  readonly match: string
  readonly lookupValue: JsonValue
  readonly outputParameters?: readonly (string | { readonly name: string })[]
}

/**
 * Looks values up in an earlier result. Rows are indexed by the text of their `match` member once for each run, so that
 * many values cost no more than the rows and the values together.
 */
export function lookupStep(): StepPlugin<LookupEntry> {
  return {
    kind: 'step',
    type: 'lookup',
    name: '@naftiko/core',
    apiVersion: API_VERSION,
    description: 'Finds rows of an earlier result by the value of a member',
    schema: {
      required: ['index', 'match', 'lookupValue'],
      properties: {
        index: { type: 'string', description: 'The earlier step whose result is searched, or an expression that gives rows.' },
        match: { type: 'string', description: 'Member of a row that is compared.' },
        lookupValue: { description: 'The value to find, or a list of values: their rows come in this order.' },
        outputParameters: {
          type: 'array',
          items: { type: ['string', 'object'] },
          description: 'Members of the row that are the result. Default: the row as it is.',
        },
      },
    },
    compile: (step, context) => {
      const rows = context.expression(step.index, '/index')
      const wanted = context.value(step.lookupValue, '/lookupValue')
      const select = selectorOf(step.outputParameters)
      return {
        safe: true,
        selfContained: true,
        run: async (values) => {
          const given = (await wanted(values)) ?? null
          const searched = rowsOf((await rows(values)) ?? null, step.index)
          const found = indexOf(searched, step.match)
          if (isList(given)) return given.flatMap((one) => rowOf(found, one, select))
          return rowOf(found, given, select)[0] ?? null
        },
      }
    },
  }
}

/** A list of objects, or one object. Elements that are none are skipped, unless there is nothing else: then it is the wrong result. */
function rowsOf(result: JsonValue, index: string): readonly JsonObject[] {
  const elements = isList(result) ? result : [result]
  const rows = elements.filter(isObject)
  if (rows.length === 0 && elements.some((element) => element !== null))
    throw new MappingError(
      `"index: ${index}" needs a list of objects, and the result is ${isList(result) ? 'a list of something else' : `a ${typeof result}`}`,
    )
  return rows
}

/** The first row of each value wins. Rows whose member is spelt a little differently (`imo_number` for `imo-number`) count, too. */
function indexOf(rows: readonly JsonObject[], match: string): ReadonlyMap<string, JsonObject> {
  const index = new Map<string, JsonObject>()
  for (const row of rows) {
    const value = memberOf(row, match) ?? looseMember(row, match)
    if (value === undefined || value === null) continue
    const key = keyOf(value)
    if (!index.has(key)) index.set(key, row)
  }
  return index
}

function rowOf(index: ReadonlyMap<string, JsonObject>, value: JsonValue, select: (row: JsonObject) => JsonValue): readonly JsonValue[] {
  const row = value === null ? undefined : index.get(keyOf(value))
  return row === undefined ? [] : [select(row)]
}

/** A member of this name, or the member that names with dots between lead to. */
function memberOf(row: JsonObject, name: string): JsonValue | undefined {
  if (Object.hasOwn(row, name)) return row[name]
  let found: JsonValue | undefined = row
  for (const part of name.split('.')) found = isObject(found) && Object.hasOwn(found, part) ? found[part] : undefined
  return found
}

/** 5 and "5" are one key. */
function keyOf(value: JsonValue): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function selectorOf(outputs: LookupEntry['outputParameters']): (row: JsonObject) => JsonValue {
  if (outputs === undefined || outputs.length === 0) return (row) => row
  const names = outputs.map((output) => (typeof output === 'string' ? output : output.name))
  return (row) => Object.fromEntries(names.map((name) => [name, memberOf(row, name) ?? null]))
}
