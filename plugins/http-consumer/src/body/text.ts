import type { JsonObject, JsonValue, Template } from '@naftiko/plugin-api'
import { inputOf, wellFormed } from '../encode.ts'
import { textOf } from '../json.ts'
import type { BodyKind } from './media-types.ts'
import type { TemplateTools } from './tools.ts'
import { intoXml, xmlPlaceAt } from './xml.ts'

const PLACEHOLDER = /\{\{\{\s*([^{}]+?)\s*\}\}\}|\{\{\s*&?\s*([^{}]+?)\s*\}\}/g

type Insert = (value: JsonValue | undefined, input: string | undefined) => string

/** Compiles a body written as text. What is inserted is escaped for the language of the text and the place in it. */
export function compileText(text: string, kind: BodyKind, at: string, tools: TemplateTools): (input: JsonObject) => string {
  const { context, scope, inputs } = tools
  const parts: (string | { readonly template: Template; readonly insert: Insert; readonly name: string | undefined })[] = []
  let end = 0
  for (const match of text.matchAll(PLACEHOLDER)) {
    const before = text.slice(end, match.index)
    if (before !== '') parts.push(before)
    const template = context.template(`{{${match[1] ?? match[2]!}}}`, at, { inputs, open: true })
    parts.push({ template, insert: insertFor(kind, text, match), name: inputOf(template.references) })
    end = match.index + match[0].length
  }
  if (end < text.length) parts.push(text.slice(end))
  return (input) => {
    const known = scope(input)
    return parts.map((part) => (typeof part === 'string' ? part : part.insert(part.template.value(known), part.name))).join('')
  }
}

function insertFor(kind: BodyKind, text: string, { 0: placeholder, index }: RegExpMatchArray): Insert {
  if (kind === 'json') return isInsideString(text, index!) ? intoJsonString : asJson
  // A text that is nothing but a placeholder is the whole document of the caller.
  if (kind !== 'xml' || text.trim() === placeholder) return (value, input) => wellFormed(asText(value), input)
  const place = xmlPlaceAt(text, index!)
  return (value, input) => intoXml(wellFormed(asText(value), input), place, input)
}

/** Whether this place in a JSON text is between quotes. */
function isInsideString(text: string, place: number): boolean {
  let inside = false
  for (let index = 0; index < place; index += 1) {
    if (text[index] === '\\' && inside) index += 1
    else if (text[index] === '"') inside = !inside
  }
  return inside
}

/** Without quotes around it, a text that is JSON (a number from a query, a prepared list) is meant as JSON. */
function asJson(value: JsonValue | undefined): string {
  if (typeof value !== 'string') return JSON.stringify(value ?? null)
  try {
    JSON.parse(value)
    return value
  } catch {
    return JSON.stringify(value)
  }
}

function asText(value: JsonValue | undefined): string {
  return value === undefined || value === null ? '' : textOf(value)
}

function intoJsonString(value: JsonValue | undefined): string {
  return JSON.stringify(asText(value)).slice(1, -1)
}
