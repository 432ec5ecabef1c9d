import { InputError, isHeaderText, isList, isOfConnection, type JsonValue } from '@naftiko/plugin-api'
import { textOf } from './json.ts'

/** Headers that documents often declare as required inputs, although requests have them anyway or go without. */
const SELF_FILLED: ReadonlySet<string> = new Set(['accept', 'authorization', 'content-type', 'cookie', 'user-agent'])

/** Whether a header belongs to the connection or to the client, so that no input sets it. */
export function isClientOwned(name: string): boolean {
  const lower = name.toLowerCase()
  return lower === 'accept-encoding' || isOfConnection(lower)
}

/** Whether a call may leave out this header even where the document declares it as required. */
export function isSelfFilled(name: string): boolean {
  return SELF_FILLED.has(name.toLowerCase())
}

/** The value as a header carries it. Line breaks would begin another header, so they are refused. */
export function headerText(name: string, value: JsonValue): string {
  const text = isList(value) ? value.map(textOf).join(', ') : textOf(value)
  if (!isHeaderText(text))
    throw new InputError(`"${name}" has characters that a header cannot carry, such as a line break`, { input: name })
  return text
}
