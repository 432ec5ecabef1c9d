import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '@naftiko/plugin-api'
import { json, type Reply, type Upstream, upstream, type UpstreamRequest } from '@naftiko/testing'
import { consume, operation } from '../api.ts'
import { consuming, errorOf, printed } from './consumed.ts'

const USER = 'Mufasa'
const PASSWORD = 'Circle of Life'
const authentication: JsonObject = { type: 'digest', username: '{{USER}}', password: '{{PASSWORD}}' }
const variables = { USER, PASSWORD }

interface ServerOptions {
  readonly algorithm?: string
  readonly qop?: string
  readonly userhash?: boolean
  readonly user?: string
  /** Requests that one nonce is good for. */
  readonly uses?: number
  readonly stale?: boolean
  /** Written before the challenge. */
  readonly before?: string
  readonly information?: string
}

/** A server that checks every answer by the text of RFC 7616, and every count. */
class DigestServer {
  readonly options: ServerOptions
  #issued = 0
  #counts: number[] = []

  constructor(options: ServerOptions) {
    this.options = options
  }

  readonly reply: Reply = (response, request) => {
    const verdict = this.#verdict(request)
    if (verdict === 'right') {
      const headers = this.options.information === undefined ? undefined : { 'authentication-info': this.options.information }
      return json({ body: request.text() }, headers === undefined ? {} : { headers })(response, request)
    }
    return json({ verdict }, { status: 401, headers: { 'www-authenticate': this.#challenge(verdict === 'used up') } })(response, request)
  }

  #verdict(request: UpstreamRequest): string {
    const given = fieldsOf(request.headers.authorization)
    if (given === undefined) return 'nothing given'
    const { user = USER, qop = 'auth', uses = Number.POSITIVE_INFINITY, userhash = false } = this.options
    if (given['nonce'] !== `nonce-${this.#issued}`) return 'unknown nonce'
    if (given['opaque'] !== 'op"aque') return 'wrong opaque'
    if (given['uri'] !== request.url) return 'wrong uri'
    if (this.#nameOf(given, userhash) !== user) return 'wrong user'
    if (qop !== '') {
      const count = Number.parseInt(given['nc'] ?? '', 16)
      if (this.#counts.includes(count)) return 'repeated count'
      this.#counts.push(count)
      if (count > uses) return 'used up'
    }
    return given['response'] === this.#expected(given, request, user) ? 'right' : 'wrong response'
  }

  #nameOf(given: Record<string, string>, userhash: boolean): string | undefined {
    if (userhash)
      return given['username'] === this.#hash(`${this.options.user ?? USER}:the "realm"`) ? (this.options.user ?? USER) : undefined
    const extended = given['username*']
    return extended === undefined ? given['username'] : decodeURIComponent(extended.replace(/^UTF-8''/, ''))
  }

  #expected(given: Record<string, string>, request: UpstreamRequest, user: string): string {
    const { algorithm = 'MD5', qop = 'auth' } = this.options
    const base = this.#hash(`${user}:the "realm":${PASSWORD}`)
    const a1 = algorithm.endsWith('-sess') ? this.#hash(`${base}:${given['nonce']}:${given['cnonce']}`) : base
    const entity = given['qop'] === 'auth-int' ? `:${this.#hash(request.text())}` : ''
    const a2 = this.#hash(`${request.method}:${request.url}${entity}`)
    if (qop === '') return this.#hash(`${a1}:${given['nonce']}:${a2}`)
    return this.#hash(`${a1}:${given['nonce']}:${given['nc']}:${given['cnonce']}:${given['qop']}:${a2}`)
  }

  #hash(text: string): string {
    const names: Record<string, string> = { MD5: 'md5', 'SHA-256': 'sha256', 'SHA-512-256': 'sha512-256' }
    return createHash(names[(this.options.algorithm ?? 'MD5').replace('-sess', '')]!)
      .update(text)
      .digest('hex')
  }

  #challenge(usedUp: boolean): string {
    const { algorithm, qop = 'auth', userhash, stale, before = '' } = this.options
    this.#issued += 1
    this.#counts = []
    return `${before}Digest realm="the \\"realm\\"", nonce="nonce-${this.#issued}", opaque="op\\"aque"${[
      ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
      ...(qop === '' ? [] : [`qop="${qop}"`]),
      ...(userhash === undefined ? [] : [`userhash=${userhash}`]),
      ...(usedUp && stale !== false ? ['stale=true'] : []),
    ]
      .map((field) => `, ${field}`)
      .join('')}`
  }
}

function fieldsOf(header: string | undefined): Record<string, string> | undefined {
  if (header?.startsWith('Digest ') !== true) return undefined
  const fields = [...header.slice(7).matchAll(/([\w*]+)=(?:"((?:[^"\\]|\\.)*)"|([^,\s]+))/g)]
  return Object.fromEntries(fields.map(([, name, quoted, plain]) => [name!, quoted?.replaceAll(/\\(.)/g, '$1') ?? plain!]))
}

async function digestServer(options: ServerOptions = {}): Promise<Upstream> {
  return upstream({ '* /things': new DigestServer(options).reply })
}

describe('digest authentication', () => {
  it.each<[string, ServerOptions]>([
    ['no algorithm, which is MD5', {}],
    ['MD5', { algorithm: 'MD5' }],
    ['MD5-sess', { algorithm: 'MD5-sess' }],
    ['SHA-256', { algorithm: 'SHA-256' }],
    ['SHA-256-sess', { algorithm: 'SHA-256-sess' }],
    ['SHA-512-256', { algorithm: 'SHA-512-256' }],
    ['no quality of protection, as of old', { qop: '' }],
    ['a choice of qualities', { qop: 'auth-int, auth' }],
    ['integrity only', { qop: 'auth-int' }],
    ['hashed user names', { algorithm: 'SHA-256', userhash: true }],
    ['another scheme first', { before: 'Negotiate abc==, Basic realm="a, Digest b", ' }],
    ['an algorithm first that nobody knows', { before: 'Digest realm="x", nonce="n", algorithm=SHA-1024, ' }],
  ])('answers a server that asks with %s', async (_, options) => {
    await using server = await digestServer(options)
    await using api = await consuming(server.url, authentication, variables)
    expect(await api.call('post', { a: 'ü', q: 'a b&"c"' })).toMatchObject({ value: { body: '{"a":"ü"}' } })
    expect(server.requests).toHaveLength(2)
    expect(server.requests[0]!.headers.authorization).toBeUndefined()
  })

  it('spells user names that need more than ASCII', async () => {
    await using server = await digestServer({ user: 'Jäsøn' })
    await using api = await consuming(server.url, authentication, { USER: 'Jäsøn', PASSWORD })
    await api.call()
    expect(server.requests[1]!.headers.authorization).toContain("username*=UTF-8''J%C3%A4s%C3%B8n")
  })

  it('uses one nonce for many requests, each with the next count', async () => {
    await using server = await digestServer()
    await using api = await consuming(server.url, authentication, variables)
    await api.call()
    await Promise.all(Array.from({ length: 10 }, () => api.call()))
    expect(server.requests).toHaveLength(12)
    const counts = server.requests.slice(1).map((request) => fieldsOf(request.headers.authorization)!['nc']!)
    expect(new Set(counts).size).toBe(11)
    expect(counts.every((count) => /^[\da-f]{8}$/.test(count))).toBe(true)
  })

  it.each([true, false])('takes another nonce when the server wants one (stale: %s)', async (stale) => {
    await using server = await digestServer({ uses: 2, stale })
    await using api = await consuming(server.url, authentication, variables)
    for (let count = 0; count < 5; count += 1) await api.call()
    expect(server.requests.map((request) => fieldsOf(request.headers.authorization)?.['nonce'])).toEqual([
      undefined,
      'nonce-1',
      'nonce-1',
      'nonce-1',
      'nonce-2',
      'nonce-2',
      'nonce-2',
      'nonce-3',
    ])
  })

  it('takes the nonce that comes with an answer', async () => {
    await using server = await digestServer({ information: 'qop=auth, nextnonce="fresh"' })
    await using api = await consuming(server.url, authentication, variables)
    await api.call()
    await api.call()
    expect(fieldsOf(server.requests[2]!.headers.authorization)).toMatchObject({ nonce: 'fresh', nc: '00000001' })
  })

  it('tries a wrong password once a call', async () => {
    await using server = await digestServer()
    await using api = await consuming(server.url, authentication, { USER, PASSWORD: 'wrong-pass' })
    for (let count = 0; count < 2; count += 1) {
      const error = await errorOf(api.call())
      expect(error).toMatchObject({ code: 'NAFTIKO_UPSTREAM_STATUS', status: 401 })
      expect(printed(error) + printed(api.log.records)).not.toContain('wrong-pass')
    }
    expect(server.requests.filter((request) => request.headers.authorization !== undefined)).toHaveLength(2)
  })

  it.each(['Basic realm="x"', 'Digest realm="x", nonce="n", qop="strange"', 'Digest realm="x"', 'Digest', ''])(
    'gives nothing away to a server that asks with %j',
    async (challenge) => {
      const headers = challenge === '' ? {} : { 'www-authenticate': challenge }
      await using server = await upstream({ '* /things': json({}, { status: 401, headers }) })
      await using api = await consuming(server.url, authentication, variables)
      expect(await errorOf(api.call())).toMatchObject({ status: 401 })
      expect(server.requests).toHaveLength(1)
    },
  )

  it.each([
    ['a body that was streamed, if it is not large', 100_000, 200, 2],
    ['no body that is too large to be held', 3_000_000, 401, 1],
  ])('sends %s again', async (_, size, status, times) => {
    await using server = await digestServer()
    const body = (async function* () {
      for (let sent = 0; sent < size; sent += 50_000) yield Buffer.alloc(50_000, 'x')
    })()
    const { host, invoke } = await consume(
      { baseUri: server.url, authentication, ...operation('/things', { method: 'POST' }) },
      { variables },
    )
    const answered = await invoke({ payload: { mediaType: 'text/plain', bytes: body } }).catch((error: unknown) => error)
    expect(answered).toMatchObject({ metadata: { status } })
    expect(server.requests.map((request) => request.body.length)).toEqual(Array.from({ length: times }, () => size))
    await host.stop()
  })

  it.each<[string, JsonObject]>([
    ['username', { type: 'digest', password: 'p' }],
    ['password', { type: 'digest', username: 'u' }],
  ])('without %s refuses calls', async (name, incomplete) => {
    await using api = await consuming('http://127.0.0.1:1', incomplete)
    expect(await errorOf(api.call())).toMatchObject({
      code: 'NAFTIKO_AUTHENTICATION_INCOMPLETE',
      message: expect.stringContaining(name) as string,
    })
  })
})
