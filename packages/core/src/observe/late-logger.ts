import type { LogFields, Logger } from '@naftiko/plugin-api'

/** A logger that asks for the one to write to with each line: what is compiled at load logs to the host that runs it later. */
export function lateLogger(current: () => Logger, fields: LogFields): Logger {
  const level = (name: 'debug' | 'info' | 'warn' | 'error') => (message: string, more?: LogFields) =>
    current()[name](message, more === undefined ? fields : { ...fields, ...more })
  return {
    debug: level('debug'),
    info: level('info'),
    warn: level('warn'),
    error: level('error'),
    child: (more) => lateLogger(current, { ...fields, ...more }),
  }
}
