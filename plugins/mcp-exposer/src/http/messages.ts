import type { IncomingHttpHeaders } from 'node:http'
import type { JSONRPCRequest } from '@modelcontextprotocol/sdk/types.js'
import { isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import { member } from '../json.ts'
import { ERROR, ProtocolError } from '../protocol-error.ts'

/** What one POST carries. */
export interface Messages {
  /** Those that want an answer. Notifications and answers of the client have no effect without a session. */
  readonly requests: readonly JSONRPCRequest[]
  /** They came as a list, and so do the answers (revision 2025-03-26). */
  readonly batch: boolean
}

const LARGEST_BATCH = 100

/** Throws a `ProtocolError` for what is no JSON or no JSON-RPC. */
export function parseMessages(body: Uint8Array): Messages {
  const parsed = parseJson(body)
  if (!Array.isArray(parsed)) return { requests: toRequests([parsed]), batch: false }
  if (parsed.length === 0 || parsed.length > LARGEST_BATCH)
    throw invalid(`a batch has 1 to ${LARGEST_BATCH} messages, and this one has ${parsed.length}`)
  const requests = toRequests(parsed)
  if (new Set(requests.map((request) => request.id)).size < requests.length) throw invalid('two requests of a batch have the same id')
  if (requests.length > 1 && requests.some((request) => request.method === 'initialize'))
    throw invalid('"initialize" cannot be part of a batch')
  return { requests, batch: true }
}

/** Progress needs a stream; everything else is answered with one JSON document, unless the client takes only streams. */
export function wantsStream(messages: Messages, headers: IncomingHttpHeaders): boolean {
  const accept = (headers.accept ?? '').toLowerCase()
  if (!accept.includes('text/event-stream')) return false
  return !/application\/(json|\*)|\*\/\*/.test(accept) || messages.requests.some(wantsProgress)
}

function wantsProgress(request: JSONRPCRequest): boolean {
  return request.method === 'tools/call' && member(member(request.params, '_meta'), 'progressToken') !== undefined
}

function parseJson(body: Uint8Array): JsonValue {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as JsonValue
  } catch {
    throw new ProtocolError(
      ERROR.parse,
      body.length === 0 ? 'the request has no body; send a JSON-RPC message' : 'the body is not valid JSON',
    )
  }
}

function toRequests(messages: readonly JsonValue[]): readonly JSONRPCRequest[] {
  return messages.flatMap((message) => {
    if (!isObject(message) || message['jsonrpc'] !== '2.0') throw invalid('a message must be a JSON object with "jsonrpc": "2.0"')
    if (!isRequest(message)) return []
    return [toRequest(message)]
  })
}

/** Throws for what is neither a request nor a notification nor an answer. */
function isRequest(message: JsonObject): boolean {
  const isAnswer = Object.hasOwn(message, 'result') || Object.hasOwn(message, 'error')
  if (typeof message['method'] !== 'string' && !isAnswer) throw invalid('a message must have a "method"')
  return typeof message['method'] === 'string' && Object.hasOwn(message, 'id')
}

/** Only the members that a request has: the SDK drops requests with others without an answer. */
function toRequest(message: JsonObject): JSONRPCRequest {
  const { id, method, params } = message
  if (typeof id !== 'string' && !Number.isSafeInteger(id)) throw invalid('the "id" of a request must be a text or an integer')
  if (params !== undefined && !isObject(params)) throw invalid('"params" must be an object')
  if (!hasUsableMeta(params)) throw invalid('"params._meta" must be an object, and its "progressToken" a text or an integer')
  return { jsonrpc: '2.0', id: id as string | number, method: method as string, ...(params === undefined ? {} : { params: { ...params } }) }
}

function hasUsableMeta(params: JsonObject | undefined): boolean {
  const meta = member(params, '_meta')
  if (meta === undefined) return true
  const token = member(meta, 'progressToken')
  return isObject(meta) && (token === undefined || typeof token === 'string' || Number.isSafeInteger(token))
}

function invalid(message: string): ProtocolError {
  return new ProtocolError(ERROR.invalidRequest, message)
}
