import type { IncomingMessage } from 'node:http'
import {
  emptyObject,
  essenceOf,
  type InputEntry,
  InputError,
  inputSchema,
  isObject,
  type JsonObject,
  type JsonValue,
  type LinkContext,
  type Payload,
} from '@naftiko/plugin-api'
import { coerce } from './coerce.ts'
import { compileMembers } from './members.ts'
import type { PathTemplate } from './path-template.ts'

/** The part of a request that arguments come from. */
export interface RequestParts {
  readonly request: IncomingMessage
  /** Encoded values of the path's variables. */
  readonly captures: readonly string[]
  /** Query of the URL, without the question mark. */
  readonly query: string
}

/** How a request becomes named arguments; compiled once for each route. */
export interface InputReader {
  /** Throws an `InputError` that names the input. */
  read(parts: RequestParts): JsonObject
  /** Whether fields of the body are declared, so that it must be parsed. */
  readonly readsBody: boolean
  /**
   * The body with fields of a form in their declared types. Throws an `InputError` that names a wrong field.
   */
  checkBody(payload: Payload | null, input: JsonObject): Payload | null
}

/**
 * Declared inputs are converted and checked; undeclared path variables and query parameters pass as texts. An input that
 * does not say where it travels comes in the query, or where the method has a body as a member of that.
 */
export function compileInput(declared: readonly InputEntry[], path: PathTemplate, hasBody: boolean, context: LinkContext): InputReader {
  const given = declared.filter((entry) => entry.value === undefined)
  const isEither = (entry: InputEntry): boolean => hasBody && entry.in === undefined && !path.variables.includes(entry.name)
  const inBody = given.filter((entry) => entry.in === 'body' || isEither(entry))
  const elsewhere = given.filter((entry) => !inBody.includes(entry))
  const either = given.filter(isEither)
  const check = checker(elsewhere, context)
  const checkFields = checker(inBody, context)
  const join = compileMembers(elsewhere)
  return {
    readsBody: inBody.length > 0,
    read: (parts) => {
      const input = gather(parts, path, elsewhere)
      join(input)
      for (const entry of [...elsewhere, ...either])
        if (Object.hasOwn(input, entry.name)) input[entry.name] = coerce(input[entry.name]!, entry)
      check(input)
      return input
    },
    checkBody: (payload, input) => {
      if (inBody.length === 0) return payload
      const typed = payload !== null && isForm(payload.mediaType) ? { ...payload, ...typedFields(payload.value, inBody) } : payload
      const fields = isObject(typed?.value) ? typed.value : {}
      const named = either.filter(({ name }) => Object.hasOwn(input, name)).map(({ name }) => [name, input[name]!] as const)
      checkFields(named.length === 0 ? fields : { ...fields, ...Object.fromEntries(named) })
      return typed
    },
  }
}

function gather(
  { request, captures, query }: RequestParts,
  { variables, queryVariables }: PathTemplate,
  declared: readonly InputEntry[],
): Record<string, JsonValue> {
  const input = emptyObject()
  if (query !== '') readQuery(query, input)
  for (const { pair, variable } of queryVariables) if (Object.hasOwn(input, pair)) input[variable] ??= input[pair]!
  for (const { name, in: place } of declared) {
    const value =
      place === 'header' ? request.headers[name.toLowerCase()] : place === 'cookie' ? cookie(request.headers.cookie, name) : undefined
    if (value !== undefined) input[name] = value
  }
  for (const [index, name] of variables.entries()) input[name] = decode(captures[index]!, name)
  return input
}

function readQuery(query: string, input: Record<string, JsonValue>): void {
  for (const [name, value] of new URLSearchParams(query)) {
    const known = input[name]
    input[name] = known === undefined ? value : Array.isArray(known) ? [...(known as readonly JsonValue[]), value] : [known, value]
  }
}

function decode(text: string, name: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new InputError(`"${name}" is not properly percent-encoded`, { input: name })
  }
}

function cookie(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at !== -1 && pair.slice(0, at).trim() === name) return decode(pair.slice(at + 1).trim(), name)
  }
  return undefined
}

function isForm(mediaType: string): boolean {
  const essence = essenceOf(mediaType)
  return essence === 'application/x-www-form-urlencoded' || essence === 'multipart/form-data'
}

/** A form knows nothing but texts. */
function typedFields(value: JsonValue | undefined, declared: readonly InputEntry[]): { readonly value?: JsonValue } {
  if (!isObject(value)) return {}
  const typed = Object.assign(emptyObject(), value)
  for (const entry of declared) if (Object.hasOwn(typed, entry.name)) typed[entry.name] = coerce(typed[entry.name]!, entry)
  return { value: typed }
}

function checker(entries: readonly InputEntry[], context: LinkContext): (input: JsonObject) => void {
  if (entries.length === 0) return () => {}
  const properties = Object.fromEntries(entries.map((entry) => [entry.name, inputSchema(entry)]))
  const required = entries.filter((entry) => entry.required === true && entry.default === undefined).map((entry) => entry.name)
  const validate = context.validator({ type: 'object', properties, required })
  return (input) => {
    const [fault] = validate(input)
    if (fault === undefined) return
    const missing = required.includes(fault.name) && !Object.hasOwn(input, fault.name)
    throw new InputError(fault.message, { input: fault.name, ...(missing ? { code: 'NAFTIKO_INPUT_MISSING' } : {}) })
  }
}
