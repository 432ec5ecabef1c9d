import type { JsonObject } from '@naftiko/plugin-api'
import type { ProtocolError, RequestId } from './protocol-error.ts'

/** A value as JSON text, ready to be put into a larger one. Results travel as text, so that nothing is serialised twice. */
export type JsonText = string

/** The answer to a request. */
export function resultMessage(id: RequestId, result: JsonText): JsonText {
  return `{"jsonrpc":"2.0","id":${idText(id)},"result":${result}}`
}

/** The answer to a request that failed; without an id, to something that is no request. */
export function errorMessage(error: ProtocolError, id: RequestId | undefined = error.id): JsonText {
  const { code, message, data } = error
  return `{"jsonrpc":"2.0","id":${id === undefined ? 'null' : idText(id)},"error":${JSON.stringify({ code, message, data })}}`
}

export function notificationMessage(method: string, params: JsonObject): JsonText {
  return JSON.stringify({ jsonrpc: '2.0', method, params })
}

/** The object with more members. `members` starts with no comma. */
export function extended(object: JsonText, members: JsonText): JsonText {
  return object === '{}' ? `{${members}}` : `${object.slice(0, -1)},${members}}`
}

function idText(id: RequestId): JsonText {
  return typeof id === 'number' ? String(id) : JSON.stringify(id)
}
