import type { LogFields, Logger, LogLine } from '@naftiko/plugin-api'

/** Lets others read along what is logged. Lines are made only while somebody does. */
export class LogTap {
  readonly #listeners = new Set<(line: LogLine) => void>()

  listen(listener: (line: LogLine) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** A logger that writes to `log` and lets the listeners know. */
  around(log: Logger, fields: LogFields = {}): Logger {
    const level = (name: LogLine['level']) => (message: string, more?: LogFields) => {
      if (more === undefined) log[name](message)
      else log[name](message, more)
      if (this.#listeners.size > 0) this.#tell({ time: new Date().toISOString(), level: name, message, fields: { ...fields, ...more } })
    }
    return {
      debug: level('debug'),
      info: level('info'),
      warn: level('warn'),
      error: level('error'),
      child: (more) => this.around(log.child(more), { ...fields, ...more }),
    }
  }

  #tell(line: LogLine): void {
    for (const listener of this.#listeners) listener(line)
  }
}
