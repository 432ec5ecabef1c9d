import { setMaxListeners } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { prepareForMany } from './when-aborted.ts'

/**
 * Aborted when the caller of a request is gone. Requests of one connection share a signal where they can, because making
 * one for each costs more than all the rest of answering it; so it may abort after the answer, too, and whoever listens
 * leaves when the call is over.
 */
export function callerSignal(request: IncomingMessage, response: ServerResponse): AbortSignal {
  const socket: Answered = request.socket
  // A stream of HTTP/2 ends before its connection does, and a simulated request has none.
  if (request.httpVersionMajor !== 1 || !(socket instanceof Socket)) return signalOf(response)
  const connection = (socket[CONNECTION] ??= new Connection(socket))
  return connection.enter(response)
}

function signalOf(response: ServerResponse): AbortSignal {
  const controller = new AbortController()
  response.once('close', () => {
    // For HTTP/2, what was broken off is finished, too.
    if (!response.writableEnded) controller.abort()
  })
  return controller.signal
}

const CONNECTION = Symbol('connection')
type Answered = Socket & { [CONNECTION]?: Connection }

/** A signal remembers what was derived from it for as long as it lives, so a busy connection gets another one now and then. */
const MOST_CALLS = 64

/** The signals of one connection, one after the other. */
class Connection {
  #controller = newController()
  #calls = 0
  #open = 0

  constructor(socket: Socket) {
    socket.once('close', () => this.#controller.abort())
  }

  enter(response: ServerResponse): AbortSignal {
    if (this.#calls >= MOST_CALLS && this.#open === 0) {
      this.#controller = newController()
      this.#calls = 0
    }
    this.#calls += 1
    this.#open += 1
    response.once('close', this.#leave)
    return this.#controller.signal
  }

  readonly #leave = (): void => {
    this.#open -= 1
  }
}

function newController(): AbortController {
  const controller = new AbortController()
  // Requests that follow each other without waiting all listen, which Node would take for a leak from the eleventh on.
  setMaxListeners(0, controller.signal)
  prepareForMany(controller.signal)
  return controller
}
