import type { Logger } from '@naftiko/core'
import type { Io } from '../io.ts'
import { paintFor } from '../report/colour.ts'
import { jsonFormat } from './json.ts'
import type { LogLevel } from './level.ts'
import { createLogger } from './logger.ts'
import { prettyFormat } from './pretty.ts'

export interface LogChoice {
  readonly level: LogLevel
  readonly format: 'pretty' | 'json'
}

/** The logger of a command: on stderr, as the user wants it. */
export function loggerFor(io: Io, { level, format }: LogChoice): Logger {
  const output = io.stderr
  const pretty = prettyFormat({ paint: paintFor(output, io.env), stacks: level === 'debug' })
  return createLogger({ level, output, format: format === 'json' ? jsonFormat : pretty })
}
