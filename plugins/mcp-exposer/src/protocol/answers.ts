import type { JsonObject } from '@naftiko/plugin-api'
import type { ProtocolError, RequestId } from './protocol-error.ts'

/** A value as JSON text, ready to be put into a larger one. Results travel as text, so that nothing is serialised twice. */
export type JsonText = string

/** A result that is the same every time: its bytes are made once, not for each answer. */
export class Prepared {
  readonly text: JsonText
  #bytes: Buffer | undefined

  constructor(text: JsonText) {
    this.text = text
  }

  get bytes(): Buffer {
    this.#bytes ??= Buffer.from(this.text)
    return this.#bytes
  }
}

/** The result of a method. */
export type Result = JsonText | Prepared

export function textOf(result: Result): JsonText {
  return typeof result === 'string' ? result : result.text
}

/** What goes out around the bytes of a prepared result. */
export function aroundResult(id: RequestId): readonly [JsonText, JsonText] {
  return [`{"jsonrpc":"2.0","id":${idText(id)},"result":`, '}']
}

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
