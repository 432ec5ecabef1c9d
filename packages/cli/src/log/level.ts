/** From nothing to everything. */
export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const

export type LogLevel = (typeof LOG_LEVELS)[number]

/** Whether a line of this level is written under that threshold. */
export function isWritten(level: LogLevel, threshold: LogLevel): boolean {
  return level !== 'silent' && LOG_LEVELS.indexOf(level) <= LOG_LEVELS.indexOf(threshold)
}
