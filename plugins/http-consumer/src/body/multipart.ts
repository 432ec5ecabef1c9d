import { isList, isObject, type JsonObject, type JsonValue, pointerTo } from '@naftiko/plugin-api'
import { textOf } from '../json.ts'
import { readDataUrl } from './data-url.ts'
import { encodeParts, type FormPart } from './form-parts.ts'
import type { EncodedBody, TemplateTools } from './tools.ts'
import { compileTree, type Tree } from './tree.ts'

interface Field {
  readonly name: string
  readonly value: Tree
  readonly filename: Tree
  readonly contentType: Tree
}

/** Compiles a multipart form: a list of `{name, value, filename, contentType}`, or a map with one part for each member. */
export function compileMultipart(data: JsonValue, at: string, tools: TemplateTools): (input: JsonObject) => EncodedBody {
  const fields = isList(data) ? listed(data, at, tools) : isObject(data) ? mapped(data, at, tools) : []
  return (input) => encodeParts(fields.flatMap((field) => partsOf(field, input)))
}

/** A form with a part for each field, several for a list. A data URL becomes a file. */
export function encodeMultipart(fields: JsonObject): EncodedBody {
  return encodeParts(Object.entries(fields).flatMap(([name, value]) => given(value).map((one) => fieldPart(name, one))))
}

function fieldPart(name: string, value: JsonValue): FormPart {
  const file = typeof value === 'string' ? readDataUrl(value) : undefined
  return file === undefined
    ? { name, content: textOf(value) }
    : { name, content: file.bytes, contentType: file.mediaType, filename: file.name ?? name }
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
function partsOf(field: Field, input: JsonObject): readonly FormPart[] {
  const filename = field.filename(input) ?? null
  const contentType = field.contentType(input) ?? null
  return given(field.value(input)).map((value) => ({
    name: field.name,
    content: textOf(value),
    ...(filename === null ? {} : { filename: textOf(filename) }),
    ...(contentType === null ? {} : { contentType: textOf(contentType) }),
  }))
}

function given(value: JsonValue | undefined): readonly JsonValue[] {
  return (isList(value) ? value : [value ?? null]).filter((one) => one !== null)
}
