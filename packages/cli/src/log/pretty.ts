import type { Paint } from '../report/colour.ts'
import { printable } from '../report/printable.ts'
import type { LogFormat, LogLine } from './logger.ts'
import { plainValue } from './plain-value.ts'
import { requestOf, showRequest } from './request-line.ts'

const COLOUR: Readonly<Record<LogLine['level'], (paint: Paint) => (text: string) => string>> = {
  error: (paint) => paint.red,
  warn: (paint) => paint.yellow,
  info: (paint) => paint.blue,
  debug: (paint) => paint.dim,
}

export interface PrettyOptions {
  readonly paint: Paint
  /** Show where errors come from. */
  readonly stacks: boolean
}

/** `12:34:56 warn  message  key=value`, for people; requests in columns. */
export function prettyFormat({ paint, stacks }: PrettyOptions): LogFormat {
  return (written) => {
    const { time, level, message, fields } = written
    const start = `${paint.dim(clock(time))} ${COLOUR[level](paint)(level.padEnd(5))}`
    const request = requestOf(written)
    if (request !== undefined) return `${start} ${showRequest(request, paint)}`
    const plain = Object.entries(fields).map(([name, value]) => [name, plainValue(value)] as const)
    const shown = plain.map(([name, value]) => paint.dim(`${printable(name)}=${show(value)}`))
    const line = [`${start} ${printable(message)}`, ...shown].join('  ')
    return stacks ? [line, ...plain.flatMap(([, value]) => stackOf(value)).map((text) => paint.dim(text))].join('\n') : line
  }
}

function clock(time: Date): string {
  return time.toTimeString().slice(0, 8)
}

function show(value: unknown): string {
  if (isError(value)) return show(value.message)
  if (typeof value === 'string' && /^[\w./:@%+-]+$/.test(value)) return value
  return printable(JSON.stringify(value))
}

function isError(value: unknown): value is { readonly message: string; readonly stack?: string } {
  return typeof value === 'object' && value !== null && 'message' in value && 'name' in value && typeof value.message === 'string'
}

function stackOf(value: unknown): readonly string[] {
  if (!isError(value) || value.stack === undefined) return []
  return value.stack.split('\n').slice(1).map(printable)
}
