import type { CompileContext } from '@naftiko/plugin-api'
import { parseDuration } from './duration.ts'
import type { TimeoutsEntry } from './entry.ts'

/** How long to wait for each part of an exchange, in milliseconds. */
export interface Timeouts {
  readonly connect: number
  readonly firstByte: number
  readonly idle: number
  readonly total: number
}

/** Long enough for a language model that thinks for minutes before its first word. */
const DEFAULTS: Timeouts = { connect: 10_000, firstByte: 600_000, idle: 300_000, total: 3_600_000 }

export function compileTimeouts(entry: TimeoutsEntry | undefined, context: CompileContext): Timeouts {
  const read = (name: keyof Timeouts): number => {
    const given = entry?.[name]
    const parsed = given === undefined ? undefined : parseDuration(given)
    if (given !== undefined && parsed === undefined) context.report({ code: 'NAFTIKO_WRONG_FORM', message: `"${String(given)}" is no duration`, hint: 'write milliseconds, or 500ms, 30s, 15m', at: `/timeouts/${name}` })
    return parsed ?? DEFAULTS[name]
  }
  return { connect: read('connect'), firstByte: read('firstByte'), idle: read('idle'), total: read('total') }
}
