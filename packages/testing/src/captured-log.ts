import type { LogFields, Logger } from '@naftiko/plugin-api'

/** One line that was logged. */
export interface LogRecord {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly message: string
  /** The fields of the line and of the loggers above it. */
  readonly fields: LogFields
}

/** A logger that keeps its lines. */
export interface CapturedLog extends Logger {
  readonly records: readonly LogRecord[]
}

/** A logger that writes nowhere and keeps what it was told, children included. */
export function capturedLog(): CapturedLog {
  const records: LogRecord[] = []
  return { ...into(records, {}), records }
}

function into(records: LogRecord[], base: LogFields): Logger {
  const at =
    (level: LogRecord['level']) =>
    (message: string, fields: LogFields = {}): void =>
      void records.push({ level, message, fields: { ...base, ...fields } })
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => into(records, { ...base, ...fields }),
  }
}
