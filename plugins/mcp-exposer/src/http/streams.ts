import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Standing } from '@naftiko/plugin-api'
import { type Hearing, isDeaf } from '../changes/hearing.ts'
import { listsComparer } from '../changes/lists.ts'
import { tellChanges, tellLists } from '../changes/tell.ts'
import type { Service } from '../protocol/service.ts'
import type { EventStream } from './event-stream.ts'
import { chosenToolsets } from './toolset.ts'

/** A stream on which a client is told of changes, wherever it came from: GET, or a request that stays open. */
export interface OpenStream {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly events: EventStream
  readonly hearing: Hearing
}

/** The streams of one server. */
export class Streams {
  readonly #service: Service
  readonly #most: number
  readonly #open = new Map<Told, () => void>()
  readonly #compare: ReturnType<typeof listsComparer>
  #isOver = false

  /** `most` of them may be open at a time. */
  constructor(service: Service, most: number) {
    this.#service = service
    this.#most = most
    this.#compare = listsComparer(service)
  }

  get isFull(): boolean {
    return this.#open.size >= this.#most
  }

  open(stream: OpenStream): void {
    const told = new Told(stream, this.#service)
    if (stream.hearing.beginning !== undefined) told.write(stream.hearing.beginning)
    if (this.#isOver || isDeaf(stream.hearing)) told.end()
    else this.#tell(told)
  }

  handOver(): readonly Standing[] {
    return this.#takeAll().map((told) => ({
      request: told.stream.request,
      response: told.stream.response,
      state: told,
      end: () => told.end(),
    }))
  }

  takeOver({ state: told, request }: Standing): boolean {
    if (!(told instanceof Told) || this.isFull || this.#isOver) return false
    let toolset: readonly string[] | undefined
    try {
      toolset = chosenToolsets(request, this.#service.toolsets)
    } catch {
      // What this client chose is not there any more.
      return false
    }
    const before = told.service
    told.service = this.#service
    this.#tell(told)
    void this.#compare(before, toolset).then((changed) => tellLists(changed, told.stream.hearing, told.write))
    return true
  }

  /** Ends them all, now and later. */
  finish(): void {
    this.#isOver = true
    for (const told of this.#takeAll()) told.end()
  }

  #tell(told: Told): void {
    const { response, hearing } = told.stream
    const endTelling = tellChanges(this.#service, hearing, told.write)
    const leave = (): void => {
      this.#open.delete(told)
      response.off('close', leave)
      endTelling()
    }
    this.#open.set(told, leave)
    response.once('close', leave)
  }

  #takeAll(): readonly Told[] {
    const all = [...this.#open]
    for (const [, leave] of all) leave()
    return all.map(([told]) => told)
  }
}

/** A stream, and which version of the document serves it now. */
class Told {
  readonly stream: OpenStream
  service: Service

  constructor(stream: OpenStream, service: Service) {
    this.stream = stream
    this.service = service
  }

  /** A client that does not read is given up: it can ask again, and memory is for those who do. */
  readonly write = (text: string): void => {
    const { events } = this.stream
    events.send(text)
    if (events.isStuck) events.drop()
  }

  end(): void {
    const { hearing, events } = this.stream
    const ending = hearing.ending?.(this.service.info)
    if (ending !== undefined) events.send(ending)
    events.end()
  }
}
