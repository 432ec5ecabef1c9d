import {
  type Collected,
  type CompileContext,
  essenceOf,
  type Invocation,
  type JsonValue,
  type Outcome,
  UpstreamError,
} from '@naftiko/plugin-api'
import { amendFor, invocationOf, type Placing } from './place.ts'
import type { Ask, Asking } from './ask.ts'
import { badPage } from './failure.ts'
import type { FindItems } from './items.ts'
import type { Cap } from './limits.ts'
import type { Origin, Page } from './page.ts'
import { patiently } from './retry.ts'
import { type Clock, inTime } from './time.ts'

/** What pages of one call are read with. */
export interface Reading {
  readonly invocation: Invocation
  readonly ask: Ask
  readonly placing: Placing
  readonly context: CompileContext
  readonly clock: Clock
  readonly itemsOf: FindItems
}

/** A page and its size, or the cap that came before its end. */
export type ReadPage = { readonly page: Page; readonly bytes: number } | { readonly cut: Cap }

/** Asks for one page and reads it, within the time and the bytes that are left. Rejects when it is anything but a page. */
export async function readPage(number: number, asking: Omit<Asking, 'sent'>, room: number, reading: Reading): Promise<ReadPage> {
  const { invocation, context, clock } = reading
  if (clock.left() <= 0) return { cut: 'maxTime' }
  let from: Origin = { base: '', url: '' }
  const whole: Asking = { ...asking, sent: (origin) => (from = origin) }
  const counter: Counter = { bytes: 0, isFull: false }
  const read = await inTime(clock, invocation.signal, async (signal) => {
    try {
      const outcome = await patiently(clock, signal, () => send({ ...invocation, signal }, whole, reading))
      const collected = await context.collect(counted(outcome, room, counter), { signal })
      return { answer: valueOf(collected, invocation.operation, number), headers: outcome.metadata.headers }
    } catch (error) {
      if (counter.isFull) return undefined
      throw UpstreamError.is(error) && number > 1 ? named(error, number, invocation.operation) : error
    }
  })
  if (read.isLate === true) return { cut: 'maxTime' }
  if (read.value === undefined) return { cut: 'maxBytes' }
  const { answer, headers } = read.value
  return { page: { number, answer, headers, from, items: await reading.itemsOf(answer, number) }, bytes: counter.bytes }
}

function send(invocation: Invocation, asking: Asking, { ask, placing }: Reading): Promise<Outcome> {
  return ask(invocationOf(invocation, asking, placing), amendFor(asking, placing))
}

/** Its answer is passed on whole; only the message says which page it was. */
function named(error: UpstreamError, number: number, operation: string): UpstreamError {
  const { status, mediaType, body, metadata } = error
  return new UpstreamError(`page ${number} of ${operation} answered with status ${status}`, { status, mediaType, body, metadata })
}

interface Counter {
  bytes: number
  isFull: boolean
}

/** The same outcome, which breaks off when it has more bytes than there is room for. */
function counted(outcome: Outcome, room: number, counter: Counter): Outcome {
  return outcome.kind === 'value' ? outcome : { ...outcome, chunks: count(outcome.chunks, room, counter) }
}

async function* count(chunks: AsyncIterable<Uint8Array>, room: number, counter: Counter): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    counter.bytes += chunk.length
    counter.isFull = counter.bytes > room
    if (counter.isFull) throw new Error('no room is left')
    yield chunk
  }
}

function valueOf(collected: Collected, operation: string, number: number): JsonValue {
  if (collected.kind === 'json') return collected.value
  if (collected.kind === 'empty') return null
  try {
    if (collected.kind === 'text') return JSON.parse(collected.text) as JsonValue
  } catch {
    // Text that is no JSON has no items.
  }
  throw badPage(operation, number, `is ${essenceOf(collected.mediaType) || 'of no known type'}, and no data that has items`)
}
