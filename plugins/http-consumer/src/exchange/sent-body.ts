import { Readable } from 'node:stream'
import { InputError, InvocationError } from '@naftiko/plugin-api'
import type { Body } from '../request.ts'

/** What went wrong with the body on the side of the caller. */
export interface Source {
  error?: InvocationError
}

/** A body of a caller as a stream, that notes when it was the caller who broke off. */
export function streamOf(body: Exclude<Body, Uint8Array>, source: Source): Readable {
  return Readable.from(watched(body, source), { objectMode: false })
}

async function* watched(body: AsyncIterable<Uint8Array>, source: Source): AsyncIterable<Uint8Array> {
  try {
    yield* body
  } catch (error) {
    source.error = InvocationError.is(error) ? error : new InputError('the request broke off before its body was complete')
    throw error
  }
}
