import type { JsonObject, JsonValue, Template } from '@naftiko/plugin-api'
import { inputOf, wellFormed } from '../encode.ts'
import { textOrEmpty } from '../json.ts'
import type { BodyKind } from './media-types.ts'
import type { TemplateTools } from './tools.ts'
import { sparqlAt } from './sparql.ts'
import { intoXml, xmlPlaceAt } from './xml.ts'
import { yamlAt } from './yaml.ts'

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
  if (text.trim() === placeholder) return (value, input) => wellFormed(textOrEmpty(value), input)
  const write = writerAt(kind, text, index!, index! + placeholder.length)
  return (value, input) => {
    wellFormed(textOrEmpty(value), input)
    return write(value ?? null, input)
  }
}

type Write = (value: JsonValue, input: string | undefined) => string

/** What is inserted must stay what it is in the language of the text. */
function writerAt(kind: BodyKind, text: string, start: number, end: number): Write {
  if (kind === 'sparql') return sparqlAt(text, start)
  if (kind === 'yaml') return yamlAt(text, start, end)
  if (kind !== 'xml') return textOrEmpty
  const place = xmlPlaceAt(text, start)
  return (value, input) => intoXml(textOrEmpty(value), place, input)
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

function intoJsonString(value: JsonValue | undefined): string {
  return JSON.stringify(textOrEmpty(value)).slice(1, -1)
}
