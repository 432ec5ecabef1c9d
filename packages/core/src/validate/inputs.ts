import { isList, isObject, type JsonObject, type JsonSchema, type JsonValue, pointerTo, type Problem } from '@naftiko/plugin-api'
import type { Schemas } from './schemas.ts'

/** Members whose content belongs to the user. */
const DATA: ReadonlySet<string> = new Set(['with', 'inputSchema', 'body', 'outputParameters', 'mappings', 'value', 'default'])

/** What is wrong with declared inputs that no schema can say: names twice, values that do not fit, patterns that are none. */
export function* inputProblems(value: JsonValue, at: string, schemas: Schemas): Generator<Problem> {
  if (isList(value)) for (const [index, item] of value.entries()) yield* inputProblems(item, pointerTo(at, index), schemas)
  if (!isObject(value)) return
  for (const [key, member] of Object.entries(value)) {
    const place = pointerTo(at, key)
    if (key === 'inputParameters' && isList(member)) yield* ofList(member, place, schemas)
    else if (!DATA.has(key)) yield* inputProblems(member, place, schemas)
  }
}

function* ofList(inputs: readonly JsonValue[], at: string, schemas: Schemas): Generator<Problem> {
  const names = new Set<string>()
  for (const [index, input] of inputs.entries()) {
    if (!isObject(input)) continue
    const place = pointerTo(at, index)
    const name = String(input['name'])
    const key = `${name} in ${String(input['in'])}`
    if (input['name'] !== undefined && names.has(key)) yield taken(name, pointerTo(place, 'name'))
    names.add(key)
    yield* ofInput(name, input, place, schemas)
  }
}

function taken(name: string, at: string): Problem {
  const message = `there are two inputs "${name}", and only one of them can be given`
  return { severity: 'warning', code: 'NAFTIKO_INPUT_TAKEN', message, hint: 'remove one of the two, or rename it', at }
}

function* ofInput(name: string, input: JsonObject, at: string, schemas: Schemas): Generator<Problem> {
  const type = schemaOf(input['type'])
  const allowed = input['enum']
  if (isList(allowed) && type !== undefined)
    for (const [index, value] of allowed.entries())
      if (!fits(type, value, schemas))
        yield unfit(`${JSON.stringify(value)} cannot be a value of "${name}", which is ${typeName(input)}`, pointerTo(at, 'enum', index))
  for (const member of ['default', 'value']) {
    const value = input[member]
    if (value === undefined || value === null || (typeof value === 'string' && /\{\{|^\$/.test(value))) continue
    const place = pointerTo(at, member)
    if (type !== undefined && !fits(type, value, schemas))
      yield unfit(`the ${member} of "${name}" is ${JSON.stringify(value)}, and it is ${typeName(input)}`, place)
    else if (isList(allowed) && !allowed.some((one) => JSON.stringify(one) === JSON.stringify(value) || String(one) === String(value)))
      yield unfit(`the ${member} of "${name}" is ${JSON.stringify(value)}, which is none of its values`, place)
  }
  yield* ofPattern(input['pattern'], pointerTo(at, 'pattern'))
}

function* ofPattern(pattern: JsonValue | undefined, at: string): Generator<Problem> {
  if (typeof pattern !== 'string') return
  try {
    void new RegExp(pattern, 'u')
  } catch (error) {
    const reason = (error as Error).message.replace(/^.*: /, '').toLowerCase()
    yield {
      severity: 'warning',
      code: 'NAFTIKO_INPUT_PATTERN',
      message: `the pattern is no regular expression: ${reason}`,
      hint: 'mend it, or remove it; nothing is checked against it',
      at,
    }
  }
}

function unfit(message: string, at: string): Problem {
  return { severity: 'warning', code: 'NAFTIKO_INPUT_VALUE', message, hint: 'change the value, or the type of the input', at }
}

const CHECKED: ReadonlySet<JsonValue> = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object'])

function schemaOf(type: JsonValue | undefined): JsonSchema | undefined {
  return type === undefined || !CHECKED.has(type) ? undefined : SCHEMAS[String(type)]
}

/** One object for each type, because schemas are compiled once for each object. */
const SCHEMAS: Readonly<Record<string, JsonSchema>> = Object.fromEntries([...CHECKED].map((type) => [type, { type }]))

function typeName(input: JsonObject): string {
  const type = String(input['type'])
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`
}

/** Numbers and booleans travel as texts in most places, so a text of the right form fits, and a number is a text. */
export function fits(schema: JsonSchema, value: JsonValue, schemas: Schemas): boolean {
  const forms: JsonValue[] = [value]
  if (typeof value === 'number' || typeof value === 'boolean') forms.push(String(value))
  if (typeof value === 'string' && /^\s*-?\d+(?:\.\d+)?\s*$/.test(value)) forms.push(Number(value))
  if (value === 'true' || value === 'false') forms.push(value === 'true')
  return forms.some((form) => schemas.fits(schema, form))
}
