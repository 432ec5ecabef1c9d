import type { Paint } from '../report/colour.ts'
import { printable, widthOf } from '../report/printable.ts'
import type { LogLine } from './logger.ts'

/** What the engine says of one request. */
interface RequestFacts {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly durationMs: number
  readonly bytes: number
  readonly exposer: string
  readonly aborted: boolean
}

/** The facts of a line about a request; `undefined` for any other line. */
export function requestOf({ message, fields }: LogLine): RequestFacts | undefined {
  const { method, path, status, durationMs, bytes, exposer, aborted } = fields
  const isRequest = message === 'request' && [method, path, exposer].every(isText) && [status, durationMs, bytes].every(isNumber)
  return isRequest ? ({ method, path, status, durationMs, bytes, exposer, aborted: aborted === true } as RequestFacts) : undefined
}

const EXPOSER_WIDTH = 20

/** `GET     200    12ms   1.2kB  library-rest          /books/1`: columns of one width, and last what has none. */
export function showRequest({ method, path, status, durationMs, bytes, exposer, aborted }: RequestFacts, paint: Paint): string {
  const name = printable(exposer)
  const columns = [
    printable(method).padEnd(7),
    colourOf(status, paint)(String(status)),
    paint.dim(duration(durationMs).padStart(7)),
    paint.dim(size(bytes).padStart(8)),
    ` ${name}${' '.repeat(Math.max(0, EXPOSER_WIDTH - widthOf(name)))}`,
    printable(path),
  ]
  return columns.join(' ') + (aborted ? paint.yellow('  broken off') : '')
}

function colourOf(status: number, paint: Paint): (text: string) => string {
  if (status >= 500) return paint.red
  if (status >= 400) return paint.yellow
  return status >= 300 ? paint.blue : paint.green
}

/** Never more than seven characters. */
function duration(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)}ms`
  if (ms < 10_000) return `${Math.round(ms)}ms`
  return ms < 600_000 ? `${(ms / 1000).toFixed(1)}s` : `${Math.round(ms / 60_000)}min`
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** Thousands, as in `1.2kB`. */
function size(bytes: number): string {
  let amount = bytes
  let unit = 0
  while (amount >= 999.5 && unit < UNITS.length - 1) {
    amount /= 1000
    unit += 1
  }
  return `${unit === 0 || amount >= 99.95 ? Math.round(amount) : amount.toFixed(1)}${UNITS[unit]!}`
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value)
}
