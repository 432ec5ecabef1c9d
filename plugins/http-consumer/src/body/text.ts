import type { JsonObject, JsonValue, Template } from '@naftiko/plugin-api'
import type { BodyTools } from './compile-body.ts'
import type { BodyKind } from './media-types.ts'

const PLACEHOLDER = /\{\{\{?\s*&?\s*([^{}]+?)\s*\}?\}\}/g

type Insert = (value: JsonValue | undefined) => string

/** Compiles a body written as text. What is inserted is escaped for the language of the text and the place in it. */
export function compileText(text: string, kind: BodyKind, at: string, tools: BodyTools): (input: JsonObject) => string {
  const { context, scope, inputs } = tools
  const parts: (string | { readonly template: Template; readonly insert: Insert })[] = []
  let end = 0
  for (const match of text.matchAll(PLACEHOLDER)) {
    const before = text.slice(end, match.index)
    if (before !== '') parts.push(before)
    const insert = kind === 'json' ? (insideString(text, match.index) ? intoJsonString : asJson) : kind === 'xml' ? intoXml : asText
    parts.push({ template: context.template(`{{${match[1]!}}}`, at, { inputs, open: true }), insert })
    end = match.index + match[0].length
  }
  if (end < text.length) parts.push(text.slice(end))
  return (input) => {
    const known = scope(input)
    return parts.map((part) => (typeof part === 'string' ? part : part.insert(part.template.value(known)))).join('')
  }
}

/** Whether this place in a JSON text is between quotes. */
function insideString(text: string, place: number): boolean {
  let inside = false
  for (let index = 0; index < place; index += 1) {
    if (text[index] === '\\' && inside) index += 1
    else if (text[index] === '"') inside = !inside
  }
  return inside
}

const asJson: Insert = (value) => JSON.stringify(value ?? null)
const asText: Insert = (value) => (value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value))
const intoJsonString: Insert = (value) => JSON.stringify(asText(value)).slice(1, -1)
const XML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }
const intoXml: Insert = (value) => asText(value).replaceAll(/[&<>"']/g, (character) => XML[character]!)
