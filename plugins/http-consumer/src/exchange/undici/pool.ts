import type { Client as Connection, Dispatcher } from 'undici'

/** Something that wants a connection, once. */
export interface Request extends Dispatcher.DispatchHandler {
  readonly options: Dispatcher.DispatchOptions
  /** Nobody waits for it any more. */
  readonly isOver: boolean
  /** To be called when the connection is free again. */
  release: () => void
}

/**
 * Connections to one origin. The one that was used last is used next, so that few stay open; when all are taken, requests
 * wait in their order. (The pool of undici opens another connection where one is about to be free.)
 */
export class Pool {
  readonly #open: () => Connection
  readonly #most: number
  readonly #all: Connection[] = []
  readonly #free: Connection[] = []
  readonly #waiting: Request[] = []

  constructor(most: number, open: () => Connection) {
    this.#most = most
    this.#open = open
  }

  send(request: Request): void {
    const connection = this.#free.pop() ?? (this.#all.length < this.#most ? this.#another() : undefined)
    if (connection === undefined) this.#waiting.push(request)
    else this.#sendOn(connection, request)
  }

  close(): void {
    for (const connection of this.#all) void connection.destroy()
    for (const request of this.#waiting.splice(0)) request.onError!(new Error('closed'))
  }

  #another(): Connection {
    const connection = this.#open()
    this.#all.push(connection)
    return connection
  }

  #sendOn(connection: Connection, request: Request): void {
    request.release = () => this.#release(connection)
    connection.dispatch(request.options, request)
  }

  #release(connection: Connection): void {
    let next = this.#waiting.shift()
    while (next?.isOver === true) next = this.#waiting.shift()
    if (next === undefined) this.#free.push(connection)
    else this.#sendOn(connection, next)
  }
}
