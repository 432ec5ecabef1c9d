import type { IncomingMessage } from 'node:http'
import { takeAuthorization, targetOf } from '../credential.ts'
import { printable, quoted } from '../quoted.ts'
import { same } from '../same.ts'
import type { Check, Refusal, Scheme } from '../scheme.ts'
import type { Settings } from '../settings.ts'
import { type Algorithm, algorithms } from './algorithms.ts'
import { type DigestCredentials, parseCredentials } from './credentials.ts'
import { Nonces } from './nonces.ts'
import { ReplayWindow } from './replay.ts'

/** `Authorization: Digest …` (RFC 7616) with SHA-256 or MD5, `qop=auth` only: what older forms leave out makes a request repeatable. */
export const digestScheme: Scheme = {
  required: [['username'], ['password']],
  unfit: (settings) => (settings.text('username').includes(':') ? 'a user name of digest authentication cannot contain ":"' : undefined),
  arm: (settings) => ({ check: digestCheck(settings) }),
}

/** A hash, and the hash of user name, realm and password that it makes. */
interface Account extends Algorithm {
  readonly secret: string
}

function digestCheck(settings: Settings): Check {
  const username = settings.text('username')
  const realm = printable(settings.text('realm')) || 'naftiko'
  const accounts = algorithms().map<Account>((algorithm) => ({
    ...algorithm,
    secret: algorithm.hash(`${username}:${realm}:${settings.text('password')}`),
  }))
  const nonces = new Nonces()
  const replay = new ReplayWindow()
  const refuse = (detail: string, stale: boolean): Refusal => ({
    status: 401,
    detail,
    challenge: challenges(accounts, realm, nonces.issue(), stale),
  })
  return (request) => {
    const given = takeAuthorization(request, 'digest')
    if (given === undefined) return refuse('a user name and password are required', false)
    const credentials = parseCredentials(given)
    if (credentials === undefined || !isAnswer(credentials, realm, request))
      return refuse('the digest cannot be used for this request', false)
    if (!knowsPassword(credentials, username, accounts, request)) return refuse('the user name or the password is not valid', false)
    // From here on the password is right, so the client may try again with another nonce without asking anybody.
    const issued = nonces.issuedAt(credentials.nonce)
    if (issued === undefined || !replay.use(credentials.nonce, issued, Number.parseInt(credentials.nc, 16)))
      return refuse('the nonce is used up or too old', true)
    return undefined
  }
}

/** Whether it answers a challenge of this door, for the very request that carries it. */
function isAnswer({ realm, qop, uri }: DigestCredentials, expectedRealm: string, request: IncomingMessage): boolean {
  return realm === expectedRealm && qop === 'auth' && withoutOrigin(uri) === withoutOrigin(targetOf(request))
}

/** Proxies turn an absolute address into a path. */
function withoutOrigin(uri: string): string {
  return uri.replace(/^https?:\/\/[^/?#]*/i, '') || '/'
}

function knowsPassword(credentials: DigestCredentials, username: string, accounts: readonly Account[], request: IncomingMessage): boolean {
  const account = accounts.find(({ name }) => name.toLowerCase() === credentials.algorithm.toLowerCase())
  if (account === undefined) return false
  const { nonce, nc, cnonce, qop, uri } = credentials
  const expected = account.hash(`${account.secret}:${nonce}:${nc}:${cnonce}:${qop}:${account.hash(`${request.method}:${uri}`)}`)
  const isResponse = same(credentials.response, expected)
  return same(credentials.username, username) && isResponse
}

function challenges(accounts: readonly Account[], realm: string, nonce: string, stale: boolean): readonly string[] {
  const end = stale ? ', stale=true' : ''
  return accounts.map(({ name }) => `Digest realm=${quoted(realm)}, qop="auth", algorithm=${name}, nonce="${nonce}", charset=UTF-8${end}`)
}
