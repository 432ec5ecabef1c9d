import { InputError, type Template, type TemplateReference } from '@naftiko/plugin-api'

/** Percent-encodes everything that has a meaning in an address or a form. A lone surrogate has no encoding and is refused. */
export function encode(text: string, input?: string): string {
  return encodeURIComponent(wellFormed(text, input))
}

/** The text itself. Throws an `InputError` where half of a surrogate pair stands alone: it would arrive as another character. */
export function wellFormed(text: string, input?: string): string {
  if (!/\p{Surrogate}/u.test(text)) return text
  const subject = input === undefined ? 'a value' : `"${input}"`
  throw new InputError(
    `${subject} is not valid text (a surrogate without its pair), so it cannot be sent`,
    input === undefined ? {} : { input },
  )
}

/** Encodes what is inserted into this text, and names the argument where there is only one. */
export function encoderOf({ references }: Template): (text: string) => string {
  const input = inputOf(references)
  return (text) => encode(text, input)
}

/** The argument that a text with placeholders reads, when it is one alone. */
export function inputOf(references: readonly TemplateReference[]): string | undefined {
  const names = new Set(references.flatMap(({ source, name }) => (source === 'input' ? [name] : [])))
  return names.size === 1 ? [...names][0] : undefined
}
