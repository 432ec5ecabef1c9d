import type { JsonValue } from '@naftiko/plugin-api'
import { ByteReader } from './byte-reader.ts'
import type { ReadValue } from './value-reader.ts'

/** Reads one value, which has to be everything there is. */
export function readAll(read: ReadValue, bytes: Uint8Array): JsonValue {
  const reader = new ByteReader(bytes)
  const value = read(reader)
  if (!reader.isAtEnd) throw new Error(`the record of this schema ends at byte ${reader.position} of ${bytes.length}`)
  return value
}
