/** The authorization server cannot be asked, so nothing is known about a token. `message` is for the log. */
export class Unavailable extends Error {
  /** Seconds until it is asked again. */
  readonly retryAfter: number

  constructor(message: string, retryAfter = 1) {
    super(message)
    this.name = 'Unavailable'
    this.retryAfter = retryAfter
  }
}
