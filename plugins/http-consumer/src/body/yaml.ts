import { InputError, type JsonValue } from '@naftiko/plugin-api'
import { textOrEmpty } from '../json.ts'

/** Behind a dash, a key, a bracket or a comma, and up to the end of the line, a bracket or a comma: all of one value. */
const BEGINS = /(?:(?:^|[\s[{,])(?:-\s+|[\w.$"'-]+:\s+)|\[\s*|[[{][^\]}]*,\s*)$/
const ENDS = /^\s*(?:[,\]}#]|$)/
const HARMLESS = /^[\p{L}\p{N}\p{M} _./@+-]*$/u
// oxlint-disable-next-line no-control-regex -- these are the ones
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g

/** How a value is written at this place of a YAML text. YAML understands JSON, so a value that stands alone is written as that. */
export function yamlAt(text: string, offset: number, end: number): (value: JsonValue, input: string | undefined) => string {
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset)
  const after = text.slice(end).split('\n', 1)[0]!
  const quote = openQuote(before)
  if (quote === '"') return (value) => printable(JSON.stringify(textOrEmpty(value)).slice(1, -1))
  if (quote === "'")
    return (value, input) => plain(textOrEmpty(value), /^[^\p{Cc}\u2028\u2029\ufeff\ufffe\uffff]*$/u, input).replaceAll("'", "''")
  if (BEGINS.test(before) && ENDS.test(after)) return (value) => printable(JSON.stringify(value))
  return (value, input) => plain(textOrEmpty(value), HARMLESS, input)
}

function printable(json: string): string {
  return json.replaceAll(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function plain(text: string, allowed: RegExp, input: string | undefined): string {
  if (allowed.test(text)) return text
  const subject = input === undefined ? 'a value' : `"${input}"`
  const message = `${subject} has characters that could change the YAML around it; in the document, write double quotes around its placeholder`
  throw new InputError(message, input === undefined ? {} : { input })
}

function openQuote(line: string): string | undefined {
  let open: string | undefined
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index]!
    if (open === '"' && character === '\\') index += 1
    else if (open === undefined) {
      if (character === '"' || character === "'") open = character
    } else if (character === open) open = undefined
  }
  return open
}
