import { randomUUID } from 'node:crypto'
import { InputError, isList, isObject, type JsonObject, type JsonValue, pointerTo } from '@naftiko/plugin-api'
import { wellFormed } from '../encode.ts'
import { isHeaderText } from '../header.ts'
import { textOf } from '../json.ts'
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
  return (input) => {
    // No value can hold it: nobody knows it before it is made.
    const boundary = `part-${randomUUID()}`
    const parts = fields.flatMap((field) => partsOf(field, input)).map((part) => `--${boundary}\r\n${part}\r\n`)
    return {
      mediaType: `multipart/form-data; boundary=${boundary}`,
      bytes: Buffer.from(`${parts.join('')}--${boundary}--\r\n`),
      inseparable: true,
    }
  }
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

/**
 * The parts of a field, one for each value of a list. Written here and not by `FormData`, which changes the line ends of
 * values.
 */
function partsOf(field: Field, input: JsonObject): readonly string[] {
  const value = field.value(input)
  const head = headOf(field, field.filename(input) ?? null, field.contentType(input) ?? null)
  return (isList(value) ? value : [value])
    .filter((one) => one !== undefined && one !== null)
    .map((one) => `${head}\r\n\r\n${wellFormed(textOf(one), field.name)}`)
}

function headOf({ name }: Field, filename: JsonValue, contentType: JsonValue): string {
  const disposition = `Content-Disposition: form-data; name="${quoted(name, name)}"`
  if (filename === null && contentType === null) return disposition
  const type = contentType === null ? 'application/octet-stream' : textOf(contentType)
  if (!isHeaderText(type)) throw new InputError(`the content type of "${name}" has characters that a header cannot carry`, { input: name })
  return `${disposition}; filename="${quoted(filename === null ? name : textOf(filename), name)}"\r\nContent-Type: ${type}`
}

/** As browsers write names: in UTF-8, with what would end the text or the line encoded. */
function quoted(text: string, name: string): string {
  return wellFormed(text, name).replaceAll(/["\r\n]/g, (character) => encodeURIComponent(character))
}
