import { createHmac, randomBytes } from 'node:crypto'
import { same } from '../same.ts'

/** How long a client may go on with one nonce before it gets another. */
export const NONCE_LIFETIME_MS: number = 5 * 60_000

/**
 * Nonces of one door. They carry their own time and a signature, so that handing them out to anybody who asks costs no
 * memory, and one that this door did not hand out is told at once.
 */
export class Nonces {
  readonly #key = randomBytes(32)

  issue(): string {
    const payload = Buffer.alloc(16)
    payload.writeBigUInt64BE(BigInt(Date.now()))
    randomBytes(8).copy(payload, 8)
    const text = payload.toString('base64url')
    return `${text}.${this.#sign(text)}`
  }

  /** When it was handed out, or nothing when it was not, or too long ago. */
  issuedAt(nonce: string): number | undefined {
    const [text, signature, ...rest] = nonce.split('.')
    if (text === undefined || signature === undefined || rest.length > 0 || !same(signature, this.#sign(text))) return undefined
    const issued = Number(Buffer.from(text, 'base64url').readBigUInt64BE())
    return Math.abs(Date.now() - issued) <= NONCE_LIFETIME_MS ? issued : undefined
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url')
  }
}
