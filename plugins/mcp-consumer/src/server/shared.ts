import type { Connection } from '../connection/connection.ts'

/** A connection that many calls use. Once it is retired no new ones should, and it is closed when the last has ended. */
export class Shared {
  readonly connection: Connection
  #users = 0
  #isRetired = false

  constructor(connection: Connection) {
    this.connection = connection
  }

  async use<T>(run: (connection: Connection) => Promise<T>): Promise<T> {
    this.#users += 1
    try {
      return await run(this.connection)
    } finally {
      this.#users -= 1
      this.#closeWhenIdle()
    }
  }

  retire(): void {
    this.#isRetired = true
    this.#closeWhenIdle()
  }

  #closeWhenIdle(): void {
    // A connection that was given up is not said goodbye to.
    if (this.#isRetired && this.#users === 0) void this.connection.close(AbortSignal.abort())
  }
}
