import { isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import type { PromptMessageEntry } from '../entry/prompt-entry.ts'
import { ERROR, ProtocolError } from '../protocol/protocol-error.ts'
import { base64 } from '../resources/contents.ts'
import { asText, mediaTypeOf } from '../resources/files/media-type.ts'
import { FileTooLarge, readNamed } from '../resources/files/open.ts'
import { type ArgumentValues, fillText, fillValue } from './placeholders.ts'

/** One message of a prompt, as the protocol has it. */
export interface PromptMessage {
  readonly role: 'user' | 'assistant'
  readonly content: JsonValue
}

/** Makes a message from arguments. */
export type MakeMessage = (values: ArgumentValues) => Promise<PromptMessage>

/** A file of the document. */
export interface PromptFile {
  /** As the document names it; this is what clients are told. */
  readonly location: string
  readonly path: string
  readonly limit: number
}

export function textMessage({ role, content }: PromptMessageEntry): MakeMessage {
  if (typeof content === 'string')
    return async (values) => ({ role: role ?? 'user', content: { type: 'text', text: fillText(content, values) } })
  return async (values) => ({ role: role ?? 'user', content: fillValue(content, values) })
}

/** A text from a file, read every time, so that it can be edited while the server runs. */
export function fileMessage(file: PromptFile): MakeMessage {
  return async (values) => {
    const text = (await readPromptFile(file)).toString('utf8')
    return { role: 'user', content: { type: 'text', text: fillText(text, values) } }
  }
}

/** A block whose bytes or text are in a file: `location` stands in the place of `data`, `text` or `blob`. */
export function blockMessage({ role, content }: PromptMessageEntry, file: PromptFile): MakeMessage {
  const mimeType = mediaTypeOf(file.path)
  return async (values) => {
    const bytes = await readPromptFile(file)
    return { role: role ?? 'user', content: withBytes(fillValue(content, values) as JsonObject, bytes, mimeType) }
  }
}

/** Where a block names a file. */
export function locationIn(content: PromptMessageEntry['content']): string | undefined {
  if (!isObject(content)) return undefined
  const owner = isObject(content['resource']) ? content['resource'] : content
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

async function readPromptFile({ location, path, limit }: PromptFile): Promise<Buffer> {
  const unreadable = (reason: string): ProtocolError => new ProtocolError(ERROR.internal, `the file "${location}" of the prompt ${reason}`)
  try {
    const bytes = await readNamed(path, limit)
    if (bytes !== undefined) return bytes
  } catch (error) {
    if (!(error instanceof FileTooLarge)) throw error
    throw unreadable(`has ${error.size} bytes, and at most ${limit} are sent`)
  }
  throw unreadable('cannot be read')
}
