import type { Logger } from '@naftiko/plugin-api'

/** A logger that says nothing: the default of an embedded engine. */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLogger,
}
