import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { type StopContext, traceIdOf } from '@naftiko/plugin-api'
import { type Answer, answerRequest } from '../eras/answer.ts'
import type { Connection, Era, Exchange } from '../eras/era.ts'
import { type ChooseEra, erasOf } from '../eras/eras.ts'
import { type Hearing, isDeaf, unasked } from '../changes/hearing.ts'
import { listsComparer } from '../changes/lists.ts'
import { tellChanges, tellLists } from '../changes/tell.ts'
import { errorMessage, notificationMessage } from '../protocol/answers.ts'
import { invalid, type Messages, parseJson, type RequestMessage } from '../protocol/messages.ts'
import { ERROR, internalError, ProtocolError, type RequestId } from '../protocol/protocol-error.ts'
import type { Service } from '../protocol/service.ts'
import { isStuck } from '../stuck.ts'
import { readLines } from './lines.ts'
import { type Known, leaveKnown, takeKnown } from './known.ts'

export interface StdioOptions {
  readonly input: Readable
  readonly output: Writable
  /** Bytes of one message at most. */
  readonly limit: number
  /** Called once, when the client has closed its end. What it asked before that is still answered. */
  onEnd?(): void
}

export interface StdioSession {
  drain(context: StopContext): Promise<void>
  stop(): Promise<void>
}

/** Streams that a session has written to: what it wrote last may meet a broken pipe when it is over. */
const outlived = new WeakSet<Writable>()

/** Serves one client over a pair of streams, one message a line. */
export function serveStdio(service: Service, options: StdioOptions): StdioSession {
  const { input, output } = options
  let isOver = false
  // Nothing more is asked for by a client that does not read what it has asked for already.
  const waitForReader = (): void => {
    if (isOver || input.isPaused()) return
    input.pause()
    output.once('drain', goOn)
  }
  const goOn = (): void => {
    if (!isOver) input.resume()
  }
  const client = new StdioClient(service, { output, waitForReader }, takeKnown(output))
  let ended = false
  const end = (): void => {
    if (ended) return
    ended = true
    options.onEnd?.()
  }
  input.once('end', end)
  input.once('close', end)
  // A client that is gone cannot be answered; without a listener the broken pipe would end the process.
  output.on('error', end)
  if (!outlived.has(output)) {
    outlived.add(output)
    output.on('error', () => {})
  }
  const stopReading = readLines(input, options.limit, {
    onLine: (line) => client.take(line),
    onTooLong: () => client.refuse(`a message may have ${options.limit} bytes; "maxBodySize" of the exposer sets the limit`),
  })
  return {
    drain: async ({ signal }) => {
      isOver = true
      input.pause()
      client.finish()
      await client.idle(signal)
    },
    stop: async () => {
      ended = true
      isOver = true
      output.off('drain', goOn)
      stopReading()
      input.off('end', end)
      input.off('close', end)
      client.close()
      leaveKnown(output, client.known)
      output.off('error', end)
    },
  }
}

/** Where answers go. */
interface Outlet {
  readonly output: Writable
  waitForReader(): void
}

/** The client at the other end, and what it is waiting for. */
class StdioClient implements Connection {
  readonly #service: Service
  readonly #output: Writable
  readonly #outlet: Outlet
  readonly #chooseEra: ChooseEra
  readonly #running = new Map<RequestId, Running>()
  readonly #idle = new EventTarget()
  readonly uris: Set<string>
  /** What ends the telling, once the client has introduced itself. */
  #endTelling: (() => void) | undefined
  #isFinished = false

  constructor(service: Service, outlet: Outlet, before: Known | undefined) {
    this.#service = service
    this.#output = outlet.output
    this.#outlet = outlet
    this.uris = before?.uris ?? new Set()
    this.#chooseEra = erasOf(service)
    if (before?.isIntroduced === true) void this.#goOn(before.service)
  }

  /** What the next session over this stream has to know of the client. */
  get known(): Known {
    return { service: this.#service, isIntroduced: this.#endTelling !== undefined, uris: this.uris }
  }

  introduce(): void {
    if (!this.#isFinished) this.#endTelling ??= tellChanges(this.#service, unasked(this.uris), this.#tell)
  }

  /** Tells a client that an earlier version of the document served what is listed differently now. */
  async #goOn(before: Service): Promise<void> {
    this.introduce()
    tellLists(await listsComparer(this.#service)(before, undefined), unasked(), this.#tell)
  }

  take(line: Buffer): void {
    if (line.every(isBlank)) return
    try {
      const message = parseJson(line)
      const era = this.#chooseEra(message, undefined)
      this.#takeAll(era, era.accept(message, undefined))
    } catch (error) {
      this.#write(errorMessage(error instanceof ProtocolError ? error : this.#unknown(error)))
    }
  }

  refuse(message: string): void {
    this.#write(errorMessage(new ProtocolError(ERROR.invalidRequest, message)))
  }

  cancel(id: RequestId): void {
    const running = this.#running.get(id)
    if (running === undefined) return
    running.controller.abort()
    // Nothing is answered to a request that was cancelled, so it is over at once.
    running.dropped()
    this.#leave(id)
  }

  /** Resolves when nothing is running, or `signal` aborts. */
  async idle(signal: AbortSignal): Promise<void> {
    if (this.#running.size === 0 || signal.aborted) return
    await once(this.#idle, 'idle', { signal }).catch(() => {})
  }

  /** Says that the connection is about to end, to whoever would wait for it. */
  finish(): void {
    this.#isFinished = true
    this.#endTelling?.()
    for (const [id, { hearing }] of this.#running) if (hearing !== undefined) this.#endHearing(id, hearing)
  }

  /** Ends what is still running. Its sender is told, because the streams may go on with another version of the document. */
  close(): void {
    this.finish()
    const running = [...this.#running]
    this.#running.clear()
    for (const [id, { controller }] of running) {
      controller.abort()
      if (this.#output.writable)
        this.#write(errorMessage(new ProtocolError(ERROR.internal, 'the server was stopped before this was answered'), id))
    }
  }

  #takeAll(era: Era, { requests, notifications, batch }: Messages): void {
    for (const notification of notifications) era.hear(notification, this)
    if (!batch) return requests.forEach((request) => this.#answer(era, request, ({ text }) => this.#write(text)))
    const together = new Batch(requests.length, (text) => this.#write(text))
    for (const request of requests)
      this.#answer(
        era,
        request,
        (answer) => together.add(answer),
        () => together.skip(),
      )
  }

  #answer(era: Era, request: RequestMessage, done: (answer: Answer) => void, dropped: () => void = () => {}): void {
    const { id } = request
    if (this.#running.has(id)) throw invalid(`a request with the id ${JSON.stringify(id)} is being answered already`, id)
    const controller = new AbortController()
    this.#running.set(id, { controller, dropped })
    const isOpen = (): boolean => this.#running.get(id)?.controller === controller
    const exchange: Exchange = {
      signal: controller.signal,
      notify: (method, params) => {
        if (isOpen() && !isStuck(this.#output)) this.#write(notificationMessage(method, params))
      },
      connection: this,
    }
    void answerRequest(era, request, exchange, this.#service.context).then((answer) => {
      if (!isOpen()) return
      if (!('text' in answer)) return this.#hear(id, answer, controller.signal)
      done(answer)
      this.#leave(id)
    })
  }

  /** The request stays open until the client cancels it, or this version of the document ends. */
  #hear(id: RequestId, hearing: Hearing, signal: AbortSignal): void {
    const running = this.#running.get(id)!
    this.#running.set(id, { ...running, hearing })
    if (hearing.beginning !== undefined) this.#write(hearing.beginning)
    const isFull = [...this.#running.values()].filter((one) => one.hearing !== undefined).length > this.#service.mostStreams
    if (this.#isFinished || isFull || isDeaf(hearing)) return this.#endHearing(id, hearing)
    signal.addEventListener('abort', tellChanges(this.#service, hearing, this.#tell), { once: true })
  }

  #endHearing(id: RequestId, hearing: Hearing): void {
    const ending = hearing.ending?.(this.#service.info)
    if (ending !== undefined) this.#write(ending)
    this.cancel(id)
  }

  readonly #tell = (text: string): void => {
    if (!this.#isFinished) this.#write(text)
  }

  /** A bug of ours must not end the talk, nor the process. */
  #unknown(error: unknown): ProtocolError {
    const { context } = this.#service
    const traceId = traceIdOf(context.trace().traceparent)
    context.log.error('a message could not be taken', { traceId, error })
    return internalError(traceId)
  }

  #leave(id: RequestId): void {
    this.#running.delete(id)
    if (this.#running.size === 0) this.#idle.dispatchEvent(new Event('idle'))
  }

  #write(text: string): void {
    this.#output.write(`${text}\n`)
    if (isStuck(this.#output)) this.#outlet.waitForReader()
  }
}

/** A request that is being answered. */
interface Running {
  readonly controller: AbortController
  /** What its client is told while it stays open. */
  readonly hearing?: Hearing
  /** Called when it will not be answered any more. */
  dropped(): void
}

/** Answers that go out together. */
class Batch {
  readonly #texts: string[] = []
  readonly #send: (text: string) => void
  #open: number

  constructor(size: number, send: (text: string) => void) {
    this.#open = size
    this.#send = send
  }

  add({ text }: Answer): void {
    this.#texts.push(text)
    this.skip()
  }

  /** One that was cancelled is not waited for. */
  skip(): void {
    this.#open -= 1
    if (this.#open === 0 && this.#texts.length > 0) this.#send(`[${this.#texts.join(',')}]`)
  }
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0d || byte === 0x09
}
