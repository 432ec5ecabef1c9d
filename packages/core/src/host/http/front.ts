import type { IncomingMessage, ServerResponse } from 'node:http'
import { type ExposerNode, type Lifecycle, LinkedSet, type Logger, type Standing, type StopContext } from '@naftiko/plugin-api'
import { asPresented } from '../../guard/credential.ts'
import type { ArmedGuard, Refusal, Verdict } from '../../guard/scheme.ts'
import { continueTrace } from '../../observe/trace.ts'
import { InFlight } from '../in-flight.ts'
import { answerProblem, answerPublicJson } from './answer.ts'
import { logRequest } from './request-log.ts'

/** A response that is in flight, and what counts it out. */
interface Entered {
  readonly response: ServerResponse
  left(): void
}

/**
 * Stands in front of one HTTP exposer, whether it has a listener of its own or is mounted elsewhere: refuses work while
 * draining, asks for credentials, and knows what is in flight.
 */
export class Front implements Lifecycle {
  readonly #node: ExposerNode
  readonly #log: Logger
  readonly #logsRequests: boolean
  readonly #inFlight = new InFlight()
  readonly #responses = new LinkedSet<Entered>()
  /** Handed over by the front before, whose credentials are being looked at. */
  readonly #arriving = new Set<Standing>()
  #guard: ArmedGuard | undefined
  #draining = false

  constructor(node: ExposerNode, log: Logger, logsRequests = false) {
    this.#node = node
    this.#log = log
    this.#logsRequests = logsRequests
  }

  /** Puts the door in its place. Until then every request is answered with 503. */
  open(guard: ArmedGuard): void {
    this.#guard = guard
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    if (this.#logsRequests) logRequest(request, response, this.#log)
    const guard = this.#guard
    if (guard === undefined || this.#draining) return unavailable(request, response)
    const published = guard.publish?.(request)
    if (published !== undefined) return answerPublicJson(response, published)
    let verdict: ReturnType<ArmedGuard['check']>
    try {
      verdict = guard.check(request)
    } catch (error) {
      return this.#failed('the check of a credential failed', error, request, response)
    }
    if (verdict instanceof Promise) return void this.#wait(verdict, request, response)
    if (verdict !== undefined) return refuse(verdict, request, response)
    this.#enter(response)
    this.#serve(request, response)
  }

  /**
   * Goes on with what the front before keeps open for good. Who came through its door has to come through this one as
   * well: the credential may be worth nothing now.
   */
  follow(before: Front): void {
    const entered = new Map([...before.#responses].map(({ response, left }) => [response, left]))
    for (const standing of before.#handOver()) {
      const left = entered.get(standing.response)
      if (left !== undefined) standing.response.off('close', left)
      left?.()
      this.#enter(standing.response)
      void this.#admit(standing)
    }
  }

  async drain(context: StopContext): Promise<void> {
    this.#draining = true
    // A kept-alive connection would hold the process open after its last answer.
    for (const { response } of this.#responses) if (!response.headersSent) response.setHeader('connection', 'close')
    for (const standing of this.#arriving) standing.end()
    await this.#inFlight.idle(context.signal)
  }

  /** Ends what is still in flight. */
  async stop(): Promise<void> {
    this.#draining = true
    this.#guard?.stop?.()
    for (const { response } of this.#responses) response.destroy()
  }

  /** A request whose credential is being looked at is in flight already. */
  async #wait(verdict: Promise<Verdict>, request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#enter(response)
    try {
      const refusal = await verdict
      // Its sender may be gone by now, and then nothing is begun for it.
      if (response.destroyed || response.closed) return
      if (refusal === undefined) this.#serve(request, response)
      else refuse(refusal, request, response)
    } catch (error) {
      this.#failed('the check of a credential failed', error, request, response)
    }
  }

  #handOver(): readonly Standing[] {
    try {
      return this.#node.handOver?.() ?? []
    } catch (error) {
      this.#log.error('an exposer threw while handing over, and what it keeps open ends', { error })
      return []
    }
  }

  async #admit(standing: Standing): Promise<void> {
    this.#arriving.add(standing)
    let isTaken = false
    try {
      const refusal = this.#guard === undefined ? 'closed' : await this.#guard.check(asPresented(standing.request))
      // Its client may be gone by now.
      const goesOn = refusal === undefined && !standing.response.destroyed && !this.#draining
      isTaken = goesOn && (await this.#node.takeOver?.(standing)) === true
    } catch (error) {
      this.#log.error('an open response could not be taken over, and ends', { error })
    }
    this.#arriving.delete(standing)
    // While it was waited for, this front may have drained.
    if (!isTaken || this.#draining) standing.end()
  }

  #enter(response: ServerResponse): void {
    const leave = this.#inFlight.enter()
    const left = (): void => {
      place.leave()
      leave()
    }
    const place = this.#responses.add({ response, left })
    response.once('close', left)
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    try {
      this.#node.handle!(request, response)
    } catch (error) {
      this.#failed('an exposer threw while taking a request', error, request, response)
    }
  }

  #failed(message: string, error: unknown, request: IncomingMessage, response: ServerResponse): void {
    this.#log.error(message, { error })
    if (response.headersSent) return void response.destroy()
    const detail = 'the engine failed; the log has the details'
    answerProblem(response, { status: 500, detail, code: 'NAFTIKO_INTERNAL' }, traceOf(request))
  }
}

function traceOf(request: IncomingMessage): string {
  const given = request.headers['traceparent']
  return continueTrace(typeof given === 'string' ? given : undefined).traceparent
}

function unavailable(request: IncomingMessage, response: ServerResponse): void {
  const headers = { connection: 'close', 'retry-after': '1' }
  answerProblem(
    response,
    {
      status: 503,
      detail: 'this exposer is not taking requests: it is starting, stopping or stopped',
      code: 'NAFTIKO_NOT_RUNNING',
      headers,
    },
    traceOf(request),
  )
}

function refuse(
  { status, detail, code = 'NAFTIKO_UNAUTHORIZED', ...more }: Refusal,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const challenge = more.challenge === undefined ? {} : { 'www-authenticate': more.challenge }
  const retry = more.retryAfter === undefined ? {} : { 'retry-after': String(more.retryAfter) }
  answerProblem(response, { status, detail, code, headers: { ...challenge, ...retry } }, traceOf(request))
}
