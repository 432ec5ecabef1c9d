import { isList, isObject, type JsonObject, type JsonValue, pointerTo } from '@naftiko/plugin-api'
import { textOf } from '../json.ts'
import { readDataUrl } from './data-url.ts'
import type { EncodedBody, TemplateTools } from './tools.ts'
import { compileTree, type Tree } from './tree.ts'

interface Field {
  readonly name: string
  readonly value: Tree
  readonly filename: Tree
  readonly contentType: Tree
}

/** Compiles a multipart form: a list of `{name, value, filename, contentType}`, or a map with one part for each member. */
export function compileMultipart(data: JsonValue, at: string, tools: TemplateTools): (input: JsonObject) => Promise<EncodedBody> {
  const fields = isList(data) ? listed(data, at, tools) : isObject(data) ? mapped(data, at, tools) : []
  return async (input) => {
    const form = new FormData()
    for (const field of fields) append(form, field, input)
    return written(form)
  }
}

/** A form with a part for each field, several for a list. A data URL becomes a file. */
export function encodeMultipart(fields: JsonObject): Promise<EncodedBody> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    for (const one of isList(value) ? value : [value]) {
      const file = typeof one === 'string' ? readDataUrl(one) : undefined
      if (file !== undefined) form.append(name, new Blob([file.bytes], { type: file.mediaType }), file.name ?? name)
      else if (one !== null) form.append(name, textOf(one))
    }
  }
  return written(form)
}

/** A Response knows how to write a form with its boundary; it is the only public encoder that Node has. */
async function written(form: FormData): Promise<EncodedBody> {
  const encoded = new Response(form)
  return { mediaType: encoded.headers.get('content-type')!, bytes: new Uint8Array(await encoded.arrayBuffer()), inseparable: true }
}

const nothing: Tree = () => undefined

function listed(items: readonly JsonValue[], at: string, tools: TemplateTools): readonly Field[] {
  return items.filter(isObject).map((item, index) => {
    const tree = (key: string): Tree => (item[key] === undefined ? nothing : compileTree(item[key], pointerTo(at, index, key), tools))
    return { name: String(item['name']), value: tree('value'), filename: tree('filename'), contentType: tree('contentType') }
  })
}

function mapped(object: JsonObject, at: string, tools: TemplateTools): readonly Field[] {
  return Object.entries(object).map(([name, value]) => ({
    name,
    value: compileTree(value, pointerTo(at, name), tools),
    filename: nothing,
    contentType: nothing,
  }))
}

/** A list gives several parts of one name. */
function append(form: FormData, field: Field, input: JsonObject): void {
  const value = field.value(input)
  const filename = field.filename(input)
  const type = field.contentType(input)
  for (const one of isList(value) ? value : [value]) {
    if (one === undefined || one === null) continue
    const text = textOf(one)
    if (filename === undefined && type === undefined) form.append(field.name, text)
    else {
      const blob = new Blob([text], type === undefined ? {} : { type: textOf(type) })
      form.append(field.name, blob, filename === undefined ? field.name : textOf(filename))
    }
  }
}
