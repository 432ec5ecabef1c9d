import { isObject, type JsonObject, type JsonValue, type LinkContext } from '@naftiko/plugin-api'
import { base64 } from '../resources/contents.ts'
import { asText, mediaTypeOf } from '../resources/files/media-type.ts'
import { type DeclaredFile, declaredFile } from './declared-file.ts'
import { type ArgumentValues, fillText, fillValue } from './placeholders.ts'

/** What a document writes where the protocol has a block: a text, or a block whose texts may have placeholders. */
export type BlockEntry = string | JsonObject

/** Makes a block from arguments. Rejects only with a `ProtocolError`. */
export type MakeBlock = (values: ArgumentValues) => Promise<JsonValue>

/**
 * Compiles a block. Where one names a file (`location`), its bytes or text stand in its place: in a `resource` as `text`
 * or `blob`, else as `data`.
 */
export async function compileBlock(entry: BlockEntry, at: string, context: LinkContext, limit: number): Promise<MakeBlock> {
  if (typeof entry === 'string') return async (values) => ({ type: 'text', text: fillText(entry, values) })
  const location = locationIn(entry)
  const file = location === undefined ? undefined : await declaredFile(location, at, context, limit)
  return file === undefined ? async (values) => fillValue(entry, values) : blockWithFile(entry, file)
}

function blockWithFile(entry: JsonObject, file: DeclaredFile): MakeBlock {
  const mimeType = mediaTypeOf(file.path)
  return async (values) => withBytes(fillValue(entry, values) as JsonObject, await file.read(), mimeType)
}

function locationIn(entry: JsonObject): string | undefined {
  const owner = isObject(entry['resource']) ? entry['resource'] : entry
  return typeof owner['location'] === 'string' ? owner['location'] : undefined
}

function withBytes(content: JsonObject, bytes: Buffer, mimeType: string | undefined): JsonObject {
  const { resource } = content
  if (isObject(resource)) {
    const { location: _location, ...rest } = resource
    const text = asText(bytes, mimeType)
    const type = mimeType ?? (text === undefined ? 'application/octet-stream' : 'text/plain')
    return { ...content, resource: { mimeType: type, ...rest, ...(text === undefined ? { blob: base64(bytes) } : { text }) } }
  }
  const { location: _location, ...rest } = content
  return { mimeType: mimeType ?? 'application/octet-stream', ...rest, data: base64(bytes) }
}
