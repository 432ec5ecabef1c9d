import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ExposerNode, Lifecycle, Logger, StopContext } from '@naftiko/plugin-api'
import type { Check } from '../../guard/scheme.ts'
import { continueTrace } from '../../observe/trace.ts'
import { InFlight } from '../in-flight.ts'
import { answerProblem } from './answer.ts'

/**
 * Stands in front of one HTTP exposer, whether it has a listener of its own or is mounted elsewhere: refuses work while
 * draining, asks for credentials, and knows what is in flight.
 */
export class Front implements Lifecycle {
  readonly #node: ExposerNode
  readonly #log: Logger
  readonly #inFlight = new InFlight()
  readonly #responses = new Set<ServerResponse>()
  #check: Check | undefined
  #draining = false

  constructor(node: ExposerNode, log: Logger) {
    this.#node = node
    this.#log = log
  }

  /** Opens the door. Until then every request is answered with 503. */
  open(check: Check): void {
    this.#check = check
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    if (this.#check === undefined || this.#draining) return unavailable(request, response)
    const refusal = this.#check(request)
    if (refusal !== undefined) return refuse(request, response, refusal.status, refusal.detail, refusal.challenge)
    const leave = this.#inFlight.enter()
    this.#responses.add(response)
    response.once('close', () => {
      this.#responses.delete(response)
      leave()
    })
    try {
      this.#node.handle!(request, response)
    } catch (error) {
      this.#log.error('an exposer threw while taking a request', { error })
      if (response.headersSent) response.destroy()
      else
        answerProblem(
          response,
          { status: 500, detail: 'the engine failed; the log has the details', code: 'NAFTIKO_INTERNAL' },
          traceOf(request),
        )
    }
  }

  async drain(context: StopContext): Promise<void> {
    this.#draining = true
    // A kept-alive connection would hold the process open after its last answer.
    for (const response of this.#responses) if (!response.headersSent) response.setHeader('connection', 'close')
    await this.#inFlight.idle(context.signal)
  }

  /** Ends what is still in flight. */
  async stop(): Promise<void> {
    this.#draining = true
    for (const response of this.#responses) response.destroy()
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
  request: IncomingMessage,
  response: ServerResponse,
  status: 401 | 403,
  detail: string,
  challenge: string | undefined,
): void {
  const headers = challenge === undefined ? {} : { headers: { 'www-authenticate': challenge } }
  answerProblem(response, { status, detail, code: 'NAFTIKO_UNAUTHORIZED', ...headers }, traceOf(request))
}
