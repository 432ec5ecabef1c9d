import type { LogFields, Logger } from '@naftiko/plugin-api'

const MASK = '***'
/** Shorter values are too common as parts of ordinary text (`on`, `eu`) to be masked without ruining the log. */
const SHORTEST_SECRET = 4

/** Replaces known secret values in text. Values are learned when a host has read its variables. */
export class Redactor {
  readonly #secrets = new Set<string>()

  learn(values: Iterable<string>): void {
    for (const value of values) {
      if (value.length < SHORTEST_SECRET) continue
      this.#secrets.add(value)
      this.#secrets.add(encodeURIComponent(value))
      this.#secrets.add(JSON.stringify(value).slice(1, -1))
    }
  }

  text(text: string): string {
    let clean = text
    for (const secret of this.#secrets) {
      if (clean.includes(secret)) clean = clean.replaceAll(secret, MASK)
    }
    return clean
  }

  /** The fields with every string in them cleaned. Errors become their name, code and message: never their own members. */
  fields(fields: LogFields): LogFields {
    return this.#value(fields, 0) as LogFields
  }

  #value(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return this.text(value)
    if (typeof value !== 'object' || value === null) return value
    if (depth > 6) return '…'
    if (value instanceof Error) return this.#error(value, depth)
    if (Array.isArray(value)) return value.map((item) => this.#value(item, depth + 1))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#value(item, depth + 1)]))
  }

  #error(error: Error, depth: number): unknown {
    const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
    const cause = error.cause instanceof Error ? { cause: this.#error(error.cause, depth + 1) } : {}
    const stack = error.stack === undefined ? {} : { stack: this.text(error.stack) }
    return { name: error.name, ...code, message: this.text(error.message), ...cause, ...stack }
  }
}

/** A logger in front of another one, through which no learned secret passes. */
export function redactingLogger(log: Logger, redactor: Redactor): Logger {
  const level = (name: 'debug' | 'info' | 'warn' | 'error') => (message: string, fields?: LogFields) =>
    fields === undefined ? log[name](redactor.text(message)) : log[name](redactor.text(message), redactor.fields(fields))
  return {
    debug: level('debug'),
    info: level('info'),
    warn: level('warn'),
    error: level('error'),
    child: (fields) => redactingLogger(log.child(redactor.fields(fields)), redactor),
  }
}
