import type { JsonObject, JsonValue } from '@naftiko/plugin-api'
import { plainText } from '../header.ts'
import type { BodyTools } from './compile-body.ts'
import { compileTree } from './tree.ts'

const MEDIA_TYPE = 'application/x-www-form-urlencoded'

/** Compiles a form: from an object, one pair for each member (several for a list); from a text, its placeholders encoded. */
export function compileForm(data: JsonValue, at: string, tools: BodyTools): (input: JsonObject) => { mediaType: string; body: Uint8Array } | undefined {
  if (typeof data === 'string') {
    const template = tools.context.template(data, at, { inputs: tools.inputs, open: true })
    return (input) => {
      const text = template.render(tools.scope(input), encodeURIComponent)
      return text === undefined ? undefined : { mediaType: MEDIA_TYPE, body: Buffer.from(text) }
    }
  }
  const tree = compileTree(data, at, tools)
  return (input) => ({ mediaType: MEDIA_TYPE, body: Buffer.from(pairsOf((tree(input) ?? {}) as JsonObject)) })
}

function pairsOf(fields: JsonObject): string {
  const pairs = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? (value as readonly JsonValue[]) : [value]) if (one !== null) pairs.append(name, plainText(one))
  }
  return pairs.toString()
}
