import type { JsonValue } from '@naftiko/plugin-api'
import type { ByteReader } from './byte-reader.ts'

/** Reads one value of a type from where the reader stands. */
export type ReadValue = (reader: ByteReader) => JsonValue
