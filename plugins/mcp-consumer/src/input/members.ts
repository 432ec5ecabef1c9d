import { inexactNumber, InputError, type Invocation, isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'

/** The members of a body that nothing has read yet, as arguments. The exposer sees to its size. */
export async function membersOf(payload: Invocation['payload']): Promise<JsonObject | undefined> {
  if (payload === undefined || payload === null) return undefined
  const value = payload.value ?? (await parsed(payload.bytes))
  if (value === undefined || isObject(value)) return value
  throw new InputError('the arguments of a tool are a JSON object with one member for each of them')
}

async function parsed(bytes: Uint8Array | AsyncIterable<Uint8Array> | undefined): Promise<JsonValue | undefined> {
  if (bytes === undefined) return undefined
  const text = (await gathered(bytes)).toString('utf8')
  if (text.trim() === '') return undefined
  const inexact = inexactNumber(text)
  if (inexact !== undefined) throw new InputError(`the number ${inexact} cannot be passed on exactly; send it as a text`)
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    throw new InputError('the body is not valid JSON, and the arguments of a tool are a JSON object')
  }
}

async function gathered(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<Buffer> {
  if (bytes instanceof Uint8Array) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}
