import type { Readable } from 'node:stream'
import { type AbortListener, CancelledError, InvocationError, type Waiting, whenAborted } from '@naftiko/plugin-api'
import type { Dispatcher } from 'undici'
import { isBytes } from '../../request.ts'
import { type Attempt, isHarmless } from '../again.ts'
import type { ClientOptions, UpstreamRequest } from '../client.ts'
import { failureOf, idleTimeout, interruptionOf } from '../failure.ts'
import { type Source, streamOf } from '../sent-body.ts'
import { codeOf } from './failure.ts'
import { headersOf } from './headers.ts'
import type { Request } from './pool.ts'
import { type ExchangeControl, PushedBody } from './response-body.ts'

/** What an exchange needs besides its request. */
export interface ExchangeContext extends ClientOptions {
  /** Whether a connection may have been used before, so that it can have been closed meanwhile. */
  readonly isReused: () => boolean
  readonly onAnswer: () => void
}

const TIME_IS_UP = new Error('time is up')

/**
 * One request and its answer, as undici's dispatcher reports them. It has the form that undici itself works with, which
 * takes no stream and no promise for a body.
 */
export class Exchange implements AbortListener, ExchangeControl, Request {
  readonly options: Dispatcher.DispatchOptions
  isOver = false
  release: () => void = () => {}
  readonly #request: UpstreamRequest
  readonly #context: ExchangeContext
  readonly #source: Source = {}
  readonly #sent: Readable | undefined
  readonly #settle: (attempt: Attempt) => void
  readonly #timer: NodeJS.Timeout
  readonly #waiting: Waiting
  #body: PushedBody | undefined
  #abort: ((reason?: Error) => void) | undefined
  #resume: (() => void) | undefined

  constructor(request: UpstreamRequest, path: string, context: ExchangeContext, settle: (attempt: Attempt) => void) {
    const { method, headers, body, signal } = request
    const { firstByte, idle, total } = context.timeouts
    this.#request = request
    this.#context = context
    this.#settle = settle
    this.#sent = body === undefined || isBytes(body) ? undefined : streamOf(body, this.#source)
    this.options = {
      path,
      method: method as 'GET',
      headers,
      body: this.#sent ?? (body as Uint8Array | undefined) ?? null,
      headersTimeout: firstByte,
      bodyTimeout: idle,
      // Otherwise undici gives up the connection after HEAD, for servers that answer it with a body.
      ...(method === 'HEAD' ? { reset: false } : {}),
    }
    this.#timer = setTimeout(() => this.#fail(TIME_IS_UP), total)
    this.#timer.unref()
    this.#waiting = whenAborted(signal, this)
  }

  /** The signal of the caller was aborted. */
  onAbort(): void {
    this.abort()
  }

  abort(): void {
    this.#fail(new CancelledError())
  }

  resume(): void {
    this.#resume?.()
  }

  onConnect(abort: (reason?: Error) => void): void {
    this.#abort = abort
    if (this.isOver) abort()
  }

  onHeaders(status: number, raw: Buffer[], resume: () => void): boolean {
    if (status < 200) return true
    this.#resume = resume
    this.#body = new PushedBody(this)
    this.#context.onAnswer()
    this.#settle({ response: { status, headers: headersOf(raw), body: this.#body } })
    return true
  }

  onData(piece: Buffer): boolean {
    return this.#body!.push(piece)
  }

  onComplete(): void {
    this.#leave()
    this.#body!.end()
    // Answered before the body was complete: nobody wants the rest.
    if (this.#sent?.readableEnded === false) this.#sent.destroy()
    this.release()
  }

  onError(error: Error): void {
    this.#fail(error)
    this.release()
  }

  onUpgrade(): void {
    this.#fail(new Error('upgrade'))
  }

  #fail(error: Error): void {
    if (this.isOver) return
    this.#leave()
    this.#sent?.destroy()
    if (this.#body === undefined) this.#settle(this.#failed(error))
    else this.#body.fail(this.#interrupted(error))
    this.#abort?.(error)
  }

  #failed(error: Error): Attempt {
    const { name, isReused } = this.#context
    const { signal, method } = this.#request
    if (signal.aborted) return { error: new CancelledError(), harmless: false }
    const own = this.#source.error ?? (InvocationError.is(error) ? error : undefined)
    if (own !== undefined) return { error: own, harmless: false }
    const failure = error === TIME_IS_UP ? { code: 'ETIMEDOUT', event: 'request' } : codeOf(error)
    return { error: failureOf(failure, name), harmless: isHarmless(failure.code, method, isReused()) }
  }

  #interrupted(error: Error & { readonly code?: string }): InvocationError {
    const { name } = this.#context
    if (InvocationError.is(error)) return error
    if (this.#request.signal.aborted) return new CancelledError()
    if (error === TIME_IS_UP) return interruptionOf({ code: 'ETIMEDOUT' }, name)
    return error.code === 'UND_ERR_BODY_TIMEOUT' ? idleTimeout(name) : interruptionOf(codeOf(error), name)
  }

  #leave(): void {
    this.isOver = true
    clearTimeout(this.#timer)
    this.#waiting.leave()
  }
}
