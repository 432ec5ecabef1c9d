import type { IncomingMessage, ServerResponse } from 'node:http'
import { emptyObject, InputError, type JsonObject } from '@naftiko/plugin-api'
import { answer, type ServeOptions } from '../answer.ts'
import { readUntouched } from '../payload.ts'
import type { ForwardMatch } from './forward-path.ts'
import type { Forward } from './forward.ts'

/** A forward, and what it takes of the path of a request. */
export interface ForwardHit {
  readonly forward: Forward
  readonly match: ForwardMatch
}

/** The forward that takes a path. */
export function forwardFor(forwards: readonly Forward[], path: string): ForwardHit | undefined {
  for (const forward of forwards) {
    const match = forward.path.match(path)
    if (match !== undefined) return { forward, match }
  }
  return undefined
}

/** The part of a request's target that counts here. */
export interface Target {
  readonly path: string
  /** As it came, without the question mark; absent when there is none. */
  readonly query: string | undefined
}

/** Passes one request on. Never rejects: whatever goes wrong is an answer, too. */
export function serveForward(
  { forward, match }: ForwardHit,
  request: IncomingMessage,
  response: ServerResponse,
  { path, query }: Target,
  options: ServeOptions,
): Promise<void> {
  const { operation, relay, headersOf } = forward
  return answer(request, response, options, async (call) => {
    const headers = headersOf(request)
    const input = variablesOf(forward, match)
    const payload = await readUntouched(request, options.maxBodySize)
    return relay({
      signal: call.signal,
      trace: call.trace,
      ...(call.callerHeaders === undefined ? {} : { callerHeaders: call.callerHeaders }),
      operation: operation.name,
      method: request.method!,
      path: match.remainder,
      ...(query === undefined ? {} : { query }),
      input,
      headers,
      payload,
      ...(forward.path.isTail ? { toCaller: (below: string) => relativeTo(path, mountOf(path, match.remainder), below) } : {}),
    })
  })
}

function variablesOf({ path }: Forward, { captures }: ForwardMatch): JsonObject {
  const input = emptyObject()
  for (const [index, name] of path.variables.entries()) {
    try {
      input[name] = decodeURIComponent(captures[index]!)
    } catch {
      throw new InputError(`"${name}" is not properly percent-encoded`, { input: name })
    }
  }
  return input
}

/** Where the base address of the API is in this exposer. */
function mountOf(path: string, remainder: string): string {
  return path.slice(0, path.length - remainder.length).replace(/\/*$/, '/')
}

/** Relative to the request, so that it is true under any prefix that this exposer is mounted with. */
function relativeTo(path: string, mount: string, below: string): string {
  const depth = path.slice(1).split('/').length - 1
  return `./${'../'.repeat(depth)}${mount.slice(1)}${below}`
}
