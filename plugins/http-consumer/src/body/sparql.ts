import { InputError, isList, type JsonValue } from '@naftiko/plugin-api'
import { textOrEmpty } from '../json.ts'

/** One term: an IRI, a variable, a prefixed name, a number, or a literal with all its quotes. */
const TERM =
  /^(?:<[^<>"{}|^`\\\s]*>|[?$]\w+|[\p{L}\p{N}_:+-][\p{L}\p{N}_:.%+-]*|"(?:[^"\\\n\r]|\\.)*"(?:@[\w-]+|\^\^(?:<[^<>"{}|^`\\\s]*>|[\w:.-]+))?)$/u
const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' }

/** How a value is written at this place of a query: within quotes as a part of that text, elsewhere as one term. */
export function sparqlAt(query: string, offset: number): (value: JsonValue, input: string | undefined) => string {
  const quote = openQuote(query.slice(0, offset))
  if (quote !== undefined) return (value) => intoLiteral(textOrEmpty(value))
  return (value, input) => (isList(value) ? value : [value]).map((one) => asTerm(textOrEmpty(one), input)).join(' ')
}

function intoLiteral(text: string): string {
  return text.replaceAll(/[\\"'\n\r\t\b\f]/g, (character) => ESCAPES[character] ?? `\\${character}`)
}

function asTerm(text: string, input: string | undefined): string {
  if (TERM.test(text)) return text
  const subject = input === undefined ? 'a value' : `"${input}"`
  const message = `${subject} is not one term of SPARQL; in the document, write quotes around its placeholder if it is a text`
  throw new InputError(message, input === undefined ? {} : { input })
}

/** The quote that is open where this text ends. */
function openQuote(before: string): string | undefined {
  let open: string | undefined
  for (let index = 0; index < before.length; index += 1) {
    const character = before[index]!
    if (character === '\\') index += 1
    else if (open === undefined ? character === '"' || character === "'" : character === open)
      open = open === undefined ? character : undefined
  }
  return open
}
