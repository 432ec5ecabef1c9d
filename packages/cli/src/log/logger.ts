import type { Logger } from '@naftiko/core'
import type { Output } from '../io.ts'
import { isWritten, type LogLevel } from './level.ts'

/** One line before it is written. */
export interface LogLine {
  readonly time: Date
  readonly level: Exclude<LogLevel, 'silent'>
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** A line as text, without its end. */
export type LogFormat = (line: LogLine) => string

export interface LoggerOptions {
  readonly level: LogLevel
  readonly format: LogFormat
  readonly output: Output
}

/** A logger that writes to a stream. Secrets were masked before lines come here; this only formats. */
export function createLogger(options: LoggerOptions, fields: Readonly<Record<string, unknown>> = {}): Logger {
  const write =
    (level: LogLine['level']) =>
    (message: string, more?: Readonly<Record<string, unknown>>): void => {
      if (!isWritten(level, options.level)) return
      const line: LogLine = { time: new Date(), level, message, fields: more === undefined ? fields : { ...fields, ...more } }
      if (!options.output.destroyed) options.output.write(`${options.format(line)}\n`)
    }
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (more) => createLogger(options, { ...fields, ...more }),
  }
}
