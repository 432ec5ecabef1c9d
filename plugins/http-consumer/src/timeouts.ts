import { type CompileContext, parseDuration, timeoutSetting } from '@naftiko/plugin-api'
import type { TimeoutsEntry } from './entry.ts'

/** How long to wait for each part of an exchange, in milliseconds. */
export interface Timeouts {
  readonly connect: number
  readonly firstByte: number
  readonly idle: number
  readonly total: number
}

/** Long enough for a language model that thinks for minutes before its first word. */
export const DEFAULT_TIMEOUTS: Timeouts = { connect: 10_000, firstByte: 600_000, idle: 300_000, total: 3_600_000 }

/** The timeouts of one entry: its own, else those of the plugin's options, else the defaults. */
export function compileTimeouts(entry: TimeoutsEntry | undefined, options: TimeoutsEntry | undefined, context: CompileContext): Timeouts {
  const read = (name: keyof Timeouts): number =>
    timeoutSetting(name, entry?.[name], context) ?? parseDuration(options?.[name] ?? DEFAULT_TIMEOUTS[name]) ?? DEFAULT_TIMEOUTS[name]
  return { connect: read('connect'), firstByte: read('firstByte'), idle: read('idle'), total: read('total') }
}
