import type { JsonValue, Outcome, StreamOutcome, ValueOutcome } from '@naftiko/plugin-api'
import { ENDING_HEADERS, endingHeaders, reportOf } from './report.ts'
import type { Ending, Stride, Walk } from './walk.ts'

export interface OutcomeOptions {
  readonly result: 'items' | 'report'
  /** The answer begins with the first page. */
  readonly stream: boolean
  /** Ends the page that is being asked for. */
  cancel(): void
  /** Told how the call ended, when all of it was read. */
  ended(ending: Ending): void
}

/** As much is read before an answer begins, so that a failure has its status and a cut its header. */
const HELD = 256 * 1024

/** The pages of a call as one outcome: a value when they end soon, else a stream whose pages are asked for as they are read. */
export async function outcomeOf(walk: Walk, options: OutcomeOptions): Promise<Outcome> {
  const held: Stride[] = []
  let size = 0
  for (;;) {
    const stride = await walk.next()
    held.push(stride)
    size += stride.bytes
    if (stride.ending !== undefined) return valueOutcome(held, stride.ending, options)
    if (options.stream || size >= HELD) return streamOutcome(held, walk, options)
  }
}

function valueOutcome(held: readonly Stride[], ending: Ending, { result, ended }: OutcomeOptions): ValueOutcome {
  ended(ending)
  const items: readonly JsonValue[] = held.length === 1 ? held[0]!.items : held.flatMap((stride) => stride.items)
  const value = result === 'report' ? { items, ...reportOf(ending) } : items
  return { kind: 'value', value, metadata: { status: 200, headers: endingHeaders(ending) } }
}

function streamOutcome(held: Stride[], walk: Walk, options: OutcomeOptions): StreamOutcome {
  let ending: Ending | undefined
  const texts = textsOf(held, walk, options.result, (end) => {
    ending = end
    options.ended(end)
  })
  return {
    kind: 'stream',
    mediaType: 'application/json',
    chunks: { [Symbol.asyncIterator]: () => cancellable(texts, options.cancel) },
    metadata: { status: 200 },
    trailers: { names: ENDING_HEADERS, read: () => (ending === undefined ? {} : endingHeaders(ending)) },
  }
}

/** Whoever stops reading ends the page that is on its way, which a generator alone would wait for. */
function cancellable(texts: AsyncGenerator<Uint8Array>, cancel: () => void): AsyncIterator<Uint8Array> {
  return {
    next: () => texts.next(),
    return: async () => {
      cancel()
      await texts.return(undefined)
      return { done: true, value: undefined }
    },
  }
}

/** One JSON text, page by page. */
async function* textsOf(
  held: Stride[],
  walk: Walk,
  result: OutcomeOptions['result'],
  onEnd: (ending: Ending) => void,
): AsyncGenerator<Uint8Array> {
  let before = result === 'report' ? '{"items":[' : '['
  for (;;) {
    // What was written is not held any longer.
    const { items, ending } = held.shift() ?? (await walk.next())
    const written = items.length === 0 ? '' : before + JSON.stringify(items).slice(1, -1)
    if (items.length > 0) before = ','
    if (ending !== undefined) {
      onEnd(ending)
      const closed = written === '' && before !== ',' ? before : written
      yield Buffer.from(`${closed}]${result === 'report' ? `,${JSON.stringify(reportOf(ending)).slice(1)}` : ''}`)
      return
    }
    if (written !== '') yield Buffer.from(written)
  }
}
