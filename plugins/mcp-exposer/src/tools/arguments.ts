import {
  simpleName,
  emptyObject,
  InputError,
  type InputFault,
  isObject,
  type JsonObject,
  type JsonSchema,
  type JsonValue,
  type LinkContext,
} from '@naftiko/plugin-api'
import { allowsNull, coerce } from './coerce.ts'
import type { ShownInput } from './input-schema.ts'
import { member } from '../json.ts'

/** The arguments of one call → input by the names of the document. Throws an `InputError` that names all that is wrong. */
export type ReadArguments = (given: JsonValue | undefined) => JsonObject

/** Compiles how arguments are read: names mapped back, obvious types put right, and everything else checked. */
export function compileArguments(shown: ShownInput, context: Pick<LinkContext, 'validator' | 'log'>): ReadArguments {
  const properties = isObject(shown.schema['properties']) ? shown.schema['properties'] : {}
  const names = Object.keys(properties)
  const required = new Set(Array.isArray(shown.schema['required']) ? shown.schema['required'] : [])
  const aliases = aliasesOf(names, shown.originals)
  const check = safeValidator(shown, context)

  const nameOf = (key: string, given: JsonObject): string => {
    if (Object.hasOwn(properties, key)) return key
    const alias = aliases.get(key) ?? aliases.get(simpleName(key))
    return alias === undefined || Object.hasOwn(given, alias) ? key : alias
  }
  return (given) => {
    if (given !== undefined && given !== null && !isObject(given))
      throw new InputError('the arguments must be an object with one member for each of them')
    const args = emptyObject()
    for (const [key, value] of Object.entries(given ?? {})) {
      const name = nameOf(key, given as JsonObject)
      const schema = member(properties, name)
      const says = value !== null || required.has(name) || allowsNull(schema)
      if (says) args[name] = coerce(value, schema)
    }
    const faults = [...unknownFaults(args, names, shown.open), ...check(withBodyMembers(args, properties, shown.open))]
    if (faults.length > 0) throw toError(faults)
    return shown.originals.size === 0 ? args : renamed(args, shown.originals)
  }
}

/** Other spellings of each name, as far as they are not names themselves: the document's own, and those that differ in case or separators. */
function aliasesOf(names: readonly string[], originals: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>()
  for (const name of names) {
    const simple = simpleName(name)
    if (simple !== '' && !aliases.has(simple)) aliases.set(simple, name)
  }
  for (const [name, original] of originals) aliases.set(original, name)
  return aliases
}

/** Members that nobody knows are told apart from this, with the names that are known. A schema of the document may be no schema at all. */
function safeValidator(shown: ShownInput, context: Pick<LinkContext, 'validator' | 'log'>): (args: JsonObject) => readonly InputFault[] {
  const { additionalProperties: _closed, ...rest } = shown.schema
  const schema: JsonSchema = shown.open ? shown.schema : rest
  const check = context.validator(schema)
  let usable = true
  return (args) => {
    if (!usable) return []
    try {
      return check(args)
    } catch (error) {
      usable = false
      context.log.warn('the input schema of a tool cannot be used, so its arguments are not checked', {
        reason: error instanceof Error ? error.message : String(error),
      })
      return []
    }
  }
}

function unknownFaults(args: JsonObject, names: readonly string[], open: boolean): readonly InputFault[] {
  if (open) return []
  const known = names.length === 0 ? 'it takes none' : `it takes ${names.map((name) => `"${name}"`).join(', ')}`
  return Object.keys(args)
    .filter((name) => !names.includes(name))
    .map((name) => ({ name, message: `the tool has no argument "${name}": ${known}` }))
}

/** One `body` argument stands for the members that are declared, so those are looked for in it. */
function withBodyMembers(args: JsonObject, properties: JsonObject, open: boolean): JsonObject {
  const body = open && !Object.hasOwn(properties, 'body') && Object.hasOwn(args, 'body') ? args['body'] : undefined
  return isObject(body) ? Object.assign(emptyObject(), body, args) : args
}

function toError(faults: readonly InputFault[]): InputError {
  return new InputError(faults.map((fault) => fault.message).join('; '), faults[0]!.name === '' ? {} : { input: faults[0]!.name })
}

function renamed(args: JsonObject, originals: ReadonlyMap<string, string>): JsonObject {
  const input = emptyObject()
  for (const [name, value] of Object.entries(args)) input[originals.get(name) ?? name] = value
  return input
}
