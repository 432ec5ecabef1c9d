import { isList, isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import { encoderOf, wellFormed } from '../encode.ts'
import { textOf } from '../json.ts'
import type { EncodedBody, TemplateTools } from './tools.ts'
import { compileTree } from './tree.ts'

const MEDIA_TYPE = 'application/x-www-form-urlencoded'

/** Compiles a form: from an object, one pair for each member (several for a list); from a text, its placeholders encoded. */
export function compileForm(data: JsonValue, at: string, tools: TemplateTools): (input: JsonObject) => EncodedBody {
  const pairs = typeof data === 'string' ? writtenPairs(data, at, tools) : memberPairs(data, at, tools)
  return (input) => ({ mediaType: MEDIA_TYPE, bytes: Buffer.from(pairs(input)) })
}

/** A pair whose value is missing is left out. */
function writtenPairs(text: string, at: string, { context, scope, inputs }: TemplateTools): (input: JsonObject) => string {
  const templates = text.split('&').map((pair) => {
    const template = context.template(pair, at, { inputs, open: true })
    return { template, encode: encoderOf(template) }
  })
  return (input) =>
    templates
      .map(({ template, encode }) => template.render(scope(input), encode))
      .filter((pair) => pair !== undefined)
      .join('&')
}

function memberPairs(data: JsonValue, at: string, tools: TemplateTools): (input: JsonObject) => string {
  const tree = compileTree(data, at, tools)
  return (input) => pairsOf(tree(input))
}

/** One pair for each field, several for a list. */
function pairsOf(fields: JsonValue | undefined): string {
  const pairs = new URLSearchParams()
  for (const [name, value] of isObject(fields) ? Object.entries(fields) : []) {
    for (const one of isList(value) ? value : [value]) if (one !== null) pairs.append(name, wellFormed(textOf(one), name))
  }
  return pairs.toString()
}

/** A form of these fields. */
export function encodeForm(fields: JsonObject): EncodedBody {
  return { mediaType: MEDIA_TYPE, bytes: Buffer.from(pairsOf(fields)) }
}
