import type protobufjs from 'protobufjs'
import type { Decoder, JsonObject, JsonValue } from '@naftiko/plugin-api'
import { exactNumbers } from './exact-numbers.ts'

/**
 * Members are named as in the file and there even when the message leaves them out, with the default that the language
 * gives them: a zero is not sent, and nobody should have to know that.
 */
export function decoderOf(type: protobufjs.Type): Decoder {
  type.setup()
  return (bytes): JsonValue => {
    const message = decoded(type, bytes)
    const object = type.toObject(message, { longs: BigInt, enums: String, bytes: String, defaults: true, json: true })
    return exactNumbers(object) as JsonObject
  }
}

function decoded(type: protobufjs.Type, bytes: Uint8Array): protobufjs.Message {
  try {
    return type.decode(bytes)
  } catch (error) {
    const reason = error instanceof RangeError ? 'the data ends in the middle of a value' : (error as Error).message
    throw new Error(`this is no message of the type ${type.fullName.replace(/^\./, '')}: ${reason}`, { cause: error })
  }
}
