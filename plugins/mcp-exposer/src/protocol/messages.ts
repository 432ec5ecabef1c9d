import { isUtf8 } from 'node:buffer'
import { emptyObject, inexactNumber, isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import { member } from '../json.ts'
import { ERROR, ProtocolError, type RequestId } from './protocol-error.ts'

/** A message that wants an answer. */
export interface RequestMessage {
  readonly id: RequestId
  readonly method: string
  /** Empty when the client sent none. */
  readonly params: JsonObject
}

/** A message that wants none. */
export interface NotificationMessage {
  readonly method: string
  readonly params: JsonObject
}

/** What one POST, or one line, carries. Answers of the client are left out: this server asks nothing. */
export interface Messages {
  readonly requests: readonly RequestMessage[]
  readonly notifications: readonly NotificationMessage[]
  /** They came as a list, and so do the answers (revision 2025-03-26). */
  readonly batch: boolean
}

const LARGEST_BATCH = 100

/** Throws a `ProtocolError` for what is no JSON in UTF-8, and for a number that would become another one. */
export function parseJson(body: Uint8Array): JsonValue {
  // Otherwise other characters than were sent would go on to an API, and nobody would notice.
  if (!isUtf8(body)) throw new ProtocolError(ERROR.parse, 'the message is not valid UTF-8')
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')
  const message = parsed(text, body.length === 0)
  const lost = inexactNumber(text)
  if (lost === undefined) return message
  const id = idOf(message)
  throw new ProtocolError(
    ERROR.invalidParams,
    `the number ${lost} has more digits than can be kept; send it as a text`,
    id === undefined ? {} : { id },
  )
}

function parsed(text: string, isEmpty: boolean): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    throw new ProtocolError(ERROR.parse, isEmpty ? 'the request has no body; send a JSON-RPC message' : 'the body is not valid JSON')
  }
}

/** One message. Throws a `ProtocolError` for what is no JSON-RPC. */
export function single(message: JsonValue): Messages {
  const id = idOf(message)
  if (!isObject(message) || message['jsonrpc'] !== '2.0') throw invalid('a message must be a JSON object with "jsonrpc": "2.0"', id)
  const { method } = message
  if (typeof method !== 'string') {
    if (!Object.hasOwn(message, 'result') && !Object.hasOwn(message, 'error')) throw invalid('a message must have a "method"', id)
    return { requests: [], notifications: [], batch: false }
  }
  const params = paramsOf(message, id)
  if (!Object.hasOwn(message, 'id')) return { requests: [], notifications: [{ method, params }], batch: false }
  if (id === undefined) throw invalid('the "id" of a request must be a text or an integer')
  return { requests: [{ id, method, params }], notifications: [], batch: false }
}

/** A list of messages. Throws a `ProtocolError` when any of them is none. */
export function batch(messages: readonly JsonValue[]): Messages {
  if (messages.length === 0 || messages.length > LARGEST_BATCH)
    throw invalid(`a batch has 1 to ${LARGEST_BATCH} messages, and this one has ${messages.length}`)
  const parts = messages.map(single)
  const requests = parts.flatMap((part) => part.requests)
  if (new Set(requests.map((request) => request.id)).size < requests.length) throw invalid('two requests of a batch have the same id')
  return { requests, notifications: parts.flatMap((part) => part.notifications), batch: true }
}

/** The id of a message, so that even an error about its form reaches the right request. */
export function idOf(message: JsonValue): RequestId | undefined {
  const id = member(message, 'id')
  return typeof id === 'string' || Number.isSafeInteger(id) ? (id as RequestId) : undefined
}

/** What a client says about the request beside its parameters. */
export function metaOf(params: JsonObject): JsonObject | undefined {
  const meta = member(params, '_meta')
  return isObject(meta) ? meta : undefined
}

/** How the client wants to hear of progress; absent where it does not. */
export function progressTokenOf(params: JsonObject): RequestId | undefined {
  return member(metaOf(params), 'progressToken') as RequestId | undefined
}

const NONE: JsonObject = Object.freeze(emptyObject())

function paramsOf(message: JsonObject, id: RequestId | undefined): JsonObject {
  const { params } = message
  if (params === undefined) return NONE
  if (!isObject(params)) throw invalid('"params" must be an object', id)
  if (!hasUsableMeta(params)) throw invalid('"params._meta" must be an object, and its "progressToken" a text or an integer', id)
  return params
}

function hasUsableMeta(params: JsonObject): boolean {
  const meta = member(params, '_meta')
  if (meta === undefined) return true
  const token = member(meta, 'progressToken')
  return isObject(meta) && (token === undefined || typeof token === 'string' || Number.isSafeInteger(token))
}

export function invalid(message: string, id?: RequestId): ProtocolError {
  return new ProtocolError(ERROR.invalidRequest, message, id === undefined ? {} : { id })
}
