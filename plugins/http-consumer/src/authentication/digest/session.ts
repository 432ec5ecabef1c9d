import { createHash, getHashes, randomBytes } from 'node:crypto'
import type { UpstreamRequest } from '../../exchange/client.ts'
import { isBytes } from '../../request.ts'
import type { Challenge } from './challenge.ts'

/** Who identifies. */
export interface DigestCredential {
  readonly username: string
  readonly password: string
}

/** Algorithms of RFC 7616 and the hashes that they mean. */
const HASHES: Readonly<Record<string, string>> = { md5: 'md5', 'sha-256': 'sha256', 'sha-512-256': 'sha512-256' }

type Hash = (text: string | Uint8Array) => string

/**
 * What a server has asked for, answered: the same nonce serves many requests, each with the next count. Nothing is known
 * of challenges that cannot be answered.
 */
export class DigestSession {
  readonly nonce: string
  readonly #parameters: Challenge['parameters']
  readonly #credential: DigestCredential
  readonly #hash: Hash
  /** One for the whole session: `-sess` algorithms derive their key from it. */
  readonly #clientNonce = randomBytes(16).toString('hex')
  readonly #key: string
  #count = 0

  private constructor(parameters: Challenge['parameters'], credential: DigestCredential, hash: Hash) {
    const { username, password } = credential
    this.nonce = parameters.get('nonce') ?? ''
    this.#parameters = parameters
    this.#credential = credential
    this.#hash = hash
    const key = hash(`${username}:${parameters.get('realm') ?? ''}:${password}`)
    this.#key = isSession(parameters) ? hash(`${key}:${this.nonce}:${this.#clientNonce}`) : key
  }

  /** A session for the first challenge that can be answered; servers list the one they prefer first. */
  static answering(challenges: readonly Challenge[], credential: DigestCredential): DigestSession | undefined {
    for (const { scheme, parameters } of challenges) {
      const hash = scheme === 'digest' ? hashOf(parameters) : undefined
      if (hash !== undefined && parameters.has('nonce') && qualityOf(parameters) !== 'unknown')
        return new DigestSession(parameters, credential, hash)
    }
    return undefined
  }

  /** The same session with the nonce that the server wants to see from now on. */
  renewed(nonce: string): DigestSession {
    return new DigestSession(new Map([...this.#parameters, ['nonce', nonce]]), this.#credential, this.#hash)
  }

  /** The value of `Authorization` for one request. */
  authorization({ method, url, body }: UpstreamRequest): string {
    const { pathname, search } = new URL(url)
    const target = pathname + search
    const quality = qualityOf(this.#parameters)
    const content = quality === 'auth-int' ? `:${this.#hash(body !== undefined && isBytes(body) ? body : '')}` : ''
    const subject = this.#hash(`${method}:${target}${content}`)
    this.#count += 1
    const count = this.#count.toString(16).padStart(8, '0')
    const proof = quality === 'none' ? [this.#key, this.nonce] : [this.#key, this.nonce, count, this.#clientNonce, quality]
    return `Digest ${[
      ...this.#subject(),
      `uri=${quoted(target)}`,
      `response="${this.#hash([...proof, subject].join(':'))}"`,
      ...(quality === 'none' ? [] : [`qop=${quality}`, `nc=${count}`, `cnonce="${this.#clientNonce}"`]),
    ].join(', ')}`
  }

  #subject(): readonly string[] {
    const { username } = this.#credential
    const repeated = ['realm', 'nonce', 'opaque'].filter((name) => this.#parameters.has(name))
    const algorithm = this.#parameters.get('algorithm')
    return [
      ...this.#username(username),
      ...repeated.map((name) => `${name}=${quoted(this.#parameters.get(name)!)}`),
      ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    ]
  }

  #username(username: string): readonly string[] {
    const realm = this.#parameters.get('realm') ?? ''
    if (this.#parameters.get('userhash')?.toLowerCase() === 'true')
      return [`username="${this.#hash(`${username}:${realm}`)}"`, 'userhash=true']
    // oxlint-disable-next-line no-control-regex -- these are the characters that a quoted text may carry
    return /^[\x20-\x7e]*$/.test(username) ? [`username=${quoted(username)}`] : [`username*=UTF-8''${encodeURIComponent(username)}`]
  }
}

function algorithmOf(parameters: Challenge['parameters']): string {
  return (parameters.get('algorithm') ?? 'MD5').toLowerCase()
}

function isSession(parameters: Challenge['parameters']): boolean {
  return algorithmOf(parameters).endsWith('-sess')
}

/** Not every build of Node has every hash. */
function hashOf(parameters: Challenge['parameters']): Hash | undefined {
  const name = algorithmOf(parameters).replace(/-sess$/, '')
  const hash = Object.hasOwn(HASHES, name) ? HASHES[name] : undefined
  return hash !== undefined && getHashes().includes(hash) ? (text) => createHash(hash).update(text).digest('hex') : undefined
}

/** How much the answer protects: the oldest servers do not say. */
function qualityOf(parameters: Challenge['parameters']): 'auth' | 'auth-int' | 'none' | 'unknown' {
  const offered = parameters
    .get('qop')
    ?.toLowerCase()
    .split(/[\s,]+/)
  if (offered === undefined) return 'none'
  return offered.includes('auth') ? 'auth' : offered.includes('auth-int') ? 'auth-int' : 'unknown'
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
}
