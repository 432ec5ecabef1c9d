import {
  InvocationError,
  isList,
  isObject,
  type JsonObject,
  type JsonValue,
  parseDuration,
  pause,
  pointerTo,
  retryAfter,
  type StepNode,
  UpstreamError,
} from '@naftiko/plugin-api'
import { nearest } from '../../nearest.ts'
import type { LinkTools } from '../link-tools.ts'
import type { NamedStep } from './named-step.ts'

const WORDS = ['timeout', 'unreachable', 'any']

const PASSING: readonly JsonValue[] = [408, 425, 429, 500, 502, 503, 504, 'timeout', 'unreachable']

/** `retry: 3`, or a map. The time between attempts doubles, unless the upstream says how long to wait. */
export function compileRetry(step: NamedStep, run: StepNode): StepNode {
  const setting = step['retry']
  if (setting === undefined) return run
  const options: JsonObject = isObject(setting) ? setting : { attempts: setting }
  const attempts = typeof options['attempts'] === 'number' ? options['attempts'] : 3
  const delay = durationOf(options['delay'], 500)
  const longest = durationOf(options['maxDelay'], 30_000)
  const on = isList(options['on']) ? options['on'] : PASSING
  return async (context) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await run(context)
      } catch (error) {
        if (attempt >= attempts || context.signal.aborted || !isPassing(error, on)) throw error
        await pause(Math.min(askedFor(error) ?? delay * 2 ** (attempt - 1), longest), context.signal)
      }
    }
  }
}

/** Reports what never happens among the failures to try again after. */
export function reportRetry(setting: JsonValue | undefined, at: string, tools: LinkTools): void {
  const on = isObject(setting) ? setting['on'] : undefined
  for (const [index, one] of (isList(on) ? on : []).entries()) {
    if (/^(?:[1-5]\d\d|[1-5]xx)$/i.test(String(one)) || WORDS.includes(String(one))) continue
    const meant = typeof one === 'string' ? nearest(one, WORDS) : undefined
    const message = `no failure is ${JSON.stringify(one)}, so nothing is tried again after it`
    const advice =
      meant === undefined ? { hint: `write a status (503), a class of them ("5xx"), or one of ${WORDS.join(', ')}` } : { meant }
    tools.report({ severity: 'warning', code: 'NAFTIKO_WRONG_VALUE', message, ...advice, at: pointerTo(at, 'on', index) })
  }
}

function durationOf(value: JsonValue | undefined, otherwise: number): number {
  return typeof value === 'string' || typeof value === 'number' ? (parseDuration(value) ?? 0) : otherwise
}

function isPassing(error: unknown, on: readonly JsonValue[]): boolean {
  if (!InvocationError.is(error) || error.fault === 'cancelled') return false
  return on.some((one) => {
    if (one === 'any') return true
    if (one === 'timeout') return error.code === 'NAFTIKO_UPSTREAM_TIMEOUT' || error.code === 'NAFTIKO_TIMEOUT'
    if (one === 'unreachable') return error.code === 'NAFTIKO_UPSTREAM_UNREACHABLE' || error.code === 'NAFTIKO_UPSTREAM_CUT'
    if (!UpstreamError.is(error)) return false
    return /^\dxx$/i.test(String(one)) ? String(error.status).startsWith(String(one)[0]!) : String(one) === String(error.status)
  })
}

function askedFor(error: unknown): number | undefined {
  return UpstreamError.is(error) ? retryAfter(error.metadata) : undefined
}
