import { isObject, type JsonValue } from '@naftiko/plugin-api'
import type { PromptArgumentEntry } from '../entry/prompt-entry.ts'
import { member } from '../json.ts'
import { invalidParams } from '../protocol/protocol-error.ts'
import { type ArgumentValues, asArgumentText } from '../content/placeholders.ts'

/**
 * What a client gave, as texts. Throws a `ProtocolError` that names all that is missing or not allowed. Others than the
 * declared ones are of no use and do no harm.
 */
export function readPromptArguments(declared: readonly PromptArgumentEntry[], given: JsonValue | undefined): ArgumentValues {
  if (given !== undefined && given !== null && !isObject(given))
    throw invalidParams('"params.arguments" must be an object with one text for each argument')
  const faults: string[] = []
  const values = new Map<string, string>()
  for (const argument of declared) {
    const value = asArgumentText(member(given, argument.name)) ?? argument.default
    const fault = faultOf(argument, value)
    if (fault !== undefined) faults.push(fault)
    values.set(argument.name, value ?? '')
  }
  if (faults.length > 0) throw invalidParams(faults.join('; '))
  return values
}

function faultOf({ name, required, enum: allowed }: PromptArgumentEntry, value: string | undefined): string | undefined {
  if (value === undefined) return (required ?? true) ? `the argument "${name}" is required` : undefined
  if (allowed === undefined || allowed.map(String).includes(value)) return undefined
  return `the argument "${name}" may be ${allowed.map((one) => `"${one}"`).join(', ')}`
}
