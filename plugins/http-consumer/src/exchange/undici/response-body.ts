import type { ByteStream, TakePiece } from '@naftiko/plugin-api'
import type { ResponseBody } from '../client.ts'

/** Bytes that wait for somebody to read them, before the upstream is asked to wait. */
const MOST_WAITING = 64 * 1024
/** Reading this much is cheaper than opening another connection. */
const WORTH_READING = 64 * 1024

interface Waiting {
  resolve(result: IteratorResult<Uint8Array, undefined>): void
  reject(error: unknown): void
}

/** What the body can do to the exchange that it belongs to. */
export interface ExchangeControl {
  /** Lets more pieces come. */
  resume(): void
  /** Ends the exchange. */
  abort(): void
}

const END: IteratorResult<Uint8Array, undefined> = { done: true, value: undefined }

/** The body of an answer, between the HTTP client that pushes pieces and whoever takes or pulls them. */
export class PushedBody implements ResponseBody, ByteStream {
  readonly stream: ByteStream = this
  readonly #control: ExchangeControl
  readonly #waiting: Uint8Array[] = []
  #size = 0
  #isPaused = false
  #isEnded = false
  #error: unknown
  #puller: Waiting | undefined
  #taker: { readonly take: TakePiece; readonly resolve: () => void; readonly reject: (error: unknown) => void } | undefined

  constructor(control: ExchangeControl) {
    this.#control = control
  }

  /** Takes a piece from the HTTP client; `false` asks it to wait until `resume`. */
  push(piece: Uint8Array): boolean {
    if (this.#taker !== undefined) return this.#hand(piece)
    const puller = this.#puller
    if (puller !== undefined) {
      this.#puller = undefined
      puller.resolve({ done: false, value: piece })
      return true
    }
    this.#waiting.push(piece)
    this.#size += piece.length
    this.#isPaused = this.#size >= MOST_WAITING
    return !this.#isPaused
  }

  end(): void {
    this.#isEnded = true
    this.#puller?.resolve(END)
    this.#puller = undefined
    if (this.#waiting.length === 0 && !this.#isPaused) this.#taker?.resolve()
  }

  fail(error: unknown): void {
    this.#isEnded = true
    this.#error ??= error
    this.#puller?.reject(this.#error)
    this.#puller = undefined
    this.#taker?.reject(this.#error)
  }

  each(take: TakePiece): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#taker = { take, resolve, reject }
      this.#drain()
    })
  }

  discard(): void {
    let size = 0
    this.each((piece) => {
      size += piece.length
      if (size > WORTH_READING) this.destroy()
      return undefined
    }).catch(() => {})
  }

  destroy(): void {
    if (!this.#isEnded) this.#control.abort()
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return {
      next: () => this.#pull(),
      return: () => {
        this.destroy()
        return Promise.resolve(END)
      },
    }
  }

  #pull(): Promise<IteratorResult<Uint8Array, undefined>> {
    const piece = this.#waiting.shift()
    if (piece !== undefined) {
      this.#size -= piece.length
      if (this.#isPaused && this.#size < MOST_WAITING) this.#goOn()
      return Promise.resolve({ done: false, value: piece })
    }
    if (this.#error !== undefined) return Promise.reject(this.#error)
    if (this.#isEnded) return Promise.resolve(END)
    return new Promise((resolve, reject) => {
      this.#puller = { resolve, reject }
    })
  }

  /** Hands a piece to whoever takes them. */
  #hand(piece: Uint8Array): boolean {
    const { take, reject } = this.#taker!
    let wait: Promise<unknown> | undefined
    try {
      wait = take(piece)
    } catch (error) {
      reject(error)
      this.destroy()
      return false
    }
    if (wait === undefined) return true
    this.#isPaused = true
    wait.then(
      () => this.#drain(),
      (error: unknown) => {
        reject(error)
        this.destroy()
      },
    )
    return false
  }

  /** Hands out what waits, then lets more come. */
  #drain(): void {
    for (let piece = this.#waiting.shift(); piece !== undefined; piece = this.#waiting.shift()) if (!this.#hand(piece)) return
    this.#size = 0
    if (this.#error !== undefined) this.#taker!.reject(this.#error)
    else if (this.#isEnded) this.#taker!.resolve()
    else if (this.#isPaused) this.#goOn()
  }

  #goOn(): void {
    this.#isPaused = false
    if (!this.#isEnded) this.#control.resume()
  }
}
