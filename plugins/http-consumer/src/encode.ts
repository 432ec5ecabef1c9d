import { InputError } from '@naftiko/plugin-api'

/** Percent-encodes everything that has a meaning in an address. A lone surrogate has no encoding and is refused. */
export function encode(text: string, input?: string): string {
  try {
    return encodeURIComponent(text)
  } catch {
    const subject = input === undefined ? 'a value' : `"${input}"`
    throw new InputError(`${subject} is not valid text, so it cannot be sent in an address`, input === undefined ? {} : { input })
  }
}
