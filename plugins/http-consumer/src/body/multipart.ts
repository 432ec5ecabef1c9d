import type { JsonObject, JsonValue } from '@naftiko/plugin-api'
import { plainText } from '../header.ts'
import type { BodyTools } from './compile-body.ts'
import { compileTree, type Tree } from './tree.ts'

interface Field {
  readonly name: string
  readonly value: Tree
  readonly filename: Tree
  readonly contentType: Tree
}

/** Compiles a multipart form: a list of `{name, value, filename, contentType}`, or a map with one part for each member. */
export function compileMultipart(data: JsonValue, at: string, tools: BodyTools): (input: JsonObject) => Promise<{ mediaType: string; body: Uint8Array }> {
  const fields = Array.isArray(data) ? listed(data as readonly JsonValue[], at, tools) : mapped((data ?? {}) as JsonObject, at, tools)
  return async (input) => {
    const form = new FormData()
    for (const field of fields) append(form, field, input)
    // A Response knows how to write a form with its boundary; it is the only public encoder that Node has.
    const encoded = new Response(form)
    return { mediaType: encoded.headers.get('content-type')!, body: new Uint8Array(await encoded.arrayBuffer()) }
  }
}

const nothing: Tree = () => undefined

function listed(items: readonly JsonValue[], at: string, tools: BodyTools): readonly Field[] {
  return items.map((item, index) => {
    const { name, value, filename, contentType } = item as JsonObject
    const tree = (member: JsonValue | undefined, key: string): Tree => (member === undefined ? nothing : compileTree(member, `${at}/${index}/${key}`, tools))
    return { name: String(name), value: tree(value, 'value'), filename: tree(filename, 'filename'), contentType: tree(contentType, 'contentType') }
  })
}

function mapped(object: JsonObject, at: string, tools: BodyTools): readonly Field[] {
  return Object.entries(object).map(([name, value]) => ({ name, value: compileTree(value, `${at}/${name}`, tools), filename: nothing, contentType: nothing }))
}

function append(form: FormData, field: Field, input: JsonObject): void {
  const value = field.value(input)
  if (value === undefined || value === null) return
  const filename = field.filename(input)
  const type = field.contentType(input)
  const text = plainText(value)
  if (filename === undefined && type === undefined) form.append(field.name, text)
  else form.append(field.name, new Blob([text], type === undefined ? {} : { type: plainText(type) }), filename === undefined ? field.name : plainText(filename))
}
