import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Door, doorWith } from './door.ts'
import { ReplayWindow } from '../../src/guard/digest/replay.ts'

const DIGEST = { type: 'digest', username: '{{USER}}', password: '{{PASSWORD}}' }
const VARIABLES = { USER: 'Ada', PASSWORD: 'Circle, of "Life"' }

type Challenge = Readonly<Record<string, string>>

/** The challenges of an answer, as a client reads them. */
function challengesOf(answer: Response): readonly Challenge[] {
  const text = answer.headers.get('www-authenticate') ?? ''
  return text.split(/(?=Digest )/).map((part) => {
    const pairs = part.slice('Digest '.length).matchAll(/(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g)
    return Object.fromEntries([...pairs].map((match) => [match[1]!, match[2] ?? match[3]!]))
  })
}

async function challenged(door: Door, algorithm = 'SHA-256'): Promise<Challenge> {
  const answer = await fetch(door.url)
  expect(answer.status).toBe(401)
  return challengesOf(answer).find((challenge) => challenge['algorithm'] === algorithm)!
}

interface Answer {
  readonly username?: string
  readonly password?: string
  readonly method?: string
  readonly uri?: string
  readonly nc?: string
  readonly cnonce?: string
}

/** What a client sends, written after RFC 7616, section 3.4. */
function authorization(challenge: Challenge, answer: Answer = {}, change: (text: string) => string = (text) => text): string {
  const { username = 'Ada', password = VARIABLES.PASSWORD, method = 'GET', uri = '/', nc = '00000001', cnonce = 'f2/wE4q7' } = answer
  const { realm, nonce, qop, algorithm } = challenge
  const hash = (text: string): string =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex')
  const response = hash([hash(`${username}:${realm}:${password}`), nonce, nc, cnonce, qop, hash(`${method}:${uri}`)].join(':'))
  const text = `Digest username="${username}", realm="${realm}", uri="${uri}", algorithm=${algorithm}, nonce="${nonce}", nc=${nc}, cnonce="${cnonce}", qop=${qop}, response="${response}"`
  return change(text)
}

const send = (door: Door, value: string, target = '/', method = 'GET'): Promise<Response> =>
  fetch(door.url + target, { method, headers: { authorization: value } })

afterEach(() => void vi.useRealTimers())

describe('digest authentication', () => {
  it('offers SHA-256 and then MD5, with a nonce of its own each time', async () => {
    const door = await doorWith({ ...DIGEST, realm: 'the "books"' }, VARIABLES)
    const [first, second] = [challengesOf(await fetch(door.url)), challengesOf(await fetch(door.url))]
    expect(first).toEqual([
      { realm: 'the \\"books\\"', qop: 'auth', algorithm: 'SHA-256', nonce: expect.any(String), charset: 'UTF-8' },
      { realm: 'the \\"books\\"', qop: 'auth', algorithm: 'MD5', nonce: expect.any(String), charset: 'UTF-8' },
    ])
    expect(first[0]!['nonce']).not.toBe(second[0]!['nonce'])
  })

  it.each(['SHA-256', 'MD5'])('lets in who knows the password, with %s, and hides the header from the exposer', async (algorithm) => {
    const door = await doorWith(DIGEST, VARIABLES)
    const challenge = await challenged(door, algorithm)
    const value = authorization(challenge, { uri: '/books?a=1', method: 'POST' })
    expect((await send(door, value, '/books?a=1', 'POST')).status).toBe(200)
    expect(door.admitted).toMatchObject([{ url: '/books?a=1' }])
    expect(JSON.stringify(door.admitted)).not.toMatch(/digest|authorization/i)
  })

  it.each<[string, Answer, (text: string) => string]>([
    ['the password is wrong', { password: 'x' }, (text) => text],
    ['the user name is wrong', { username: 'Eve' }, (text) => text],
    ['it is made for another method', { method: 'DELETE' }, (text) => text],
    ['it is made for another target', { uri: '/other' }, (text) => text],
    ['another target is claimed', {}, (text) => text.replace('uri="/"', 'uri="/other"')],
    ['the nonce is made up', {}, (text) => text.replace(/nonce="[^"]*"/, 'nonce="AAAAAAAAAAAAAAAAAAAAAA.AAAA"')],
    ['the realm is another', {}, (text) => text.replace('realm="naftiko"', 'realm="x"')],
    ['the algorithm is not offered', {}, (text) => text.replace('algorithm=SHA-256', 'algorithm=SHA-512-256')],
    ['the other algorithm is claimed', {}, (text) => text.replace('algorithm=SHA-256', 'algorithm=MD5')],
    ['the count is missing', {}, (text) => text.replace('nc=00000001, ', '')],
    ['the count is no number', {}, (text) => text.replace('nc=00000001', 'nc=1')],
    ['the client leaves out qop', {}, (text) => text.replace('qop=auth, ', '')],
    ['a parameter comes twice', {}, (text) => `${text}, username="Ada"`],
    ['it cannot be read', {}, (text) => text.replace('"Ada"', '"Ada')],
    ['it is under another scheme', {}, (text) => text.replace('Digest', 'Bearer')],
    ['it is empty', {}, () => 'Digest '],
  ])('refuses when %s', async (_, answer, change) => {
    const door = await doorWith(DIGEST, VARIABLES)
    const refused = await send(door, authorization(await challenged(door), answer, change))
    expect(refused.status).toBe(401)
    expect(challengesOf(refused).map((challenge) => challenge['stale'])).toEqual([undefined, undefined])
    expect(door.admitted).toEqual([])
  })

  it('counts: each count once, in any order, and a repeated one gets a fresh nonce', async () => {
    const door = await doorWith(DIGEST, VARIABLES)
    const challenge = await challenged(door)
    const status = async (nc: string): Promise<number> => (await send(door, authorization(challenge, { nc }))).status
    expect([await status('00000001'), await status('0000000a'), await status('00000003'), await status('0000000A')]).toEqual([
      200, 200, 200, 401,
    ])
    const replayed = await send(door, authorization(challenge, { nc: '00000003' }))
    const [fresh] = challengesOf(replayed)
    expect([replayed.status, fresh!['stale']]).toEqual([401, 'true'])
    expect((await send(door, authorization(fresh!))).status).toBe(200)
  })

  it('tells a client whose nonce is too old to go on with another', async () => {
    const door = await doorWith(DIGEST, VARIABLES)
    const challenge = await challenged(door)
    expect((await send(door, authorization(challenge))).status).toBe(200)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 6 * 60_000 })
    const old = await send(door, authorization(challenge, { nc: '00000002' }))
    expect([old.status, challengesOf(old)[0]!['stale']]).toEqual([401, 'true'])
    expect((await send(door, authorization(challengesOf(old)[0]!))).status).toBe(200)
  })

  it('tells a client with a nonce of another host, say before a restart, the same', async () => {
    const [door, other] = [await doorWith(DIGEST, VARIABLES), await doorWith(DIGEST, VARIABLES)]
    const foreign = await send(door, authorization(await challenged(other)))
    expect([foreign.status, challengesOf(foreign)[0]!['stale']]).toEqual([401, 'true'])
  })

  it('takes user names that no header can carry', async () => {
    const door = await doorWith(DIGEST, { ...VARIABLES, USER: 'Jäsøn' })
    const value = authorization(await challenged(door), { username: 'Jäsøn' }, (text) =>
      text.replace('username="Jäsøn"', "username*=UTF-8''J%C3%A4s%C3%B8n"),
    )
    expect((await send(door, value)).status).toBe(200)
  })

  it('checks the target that the client sent, where the server is mounted below a path', async () => {
    const door = await doorWith(DIGEST, VARIABLES, '/mounted')
    const challenge = await challenged(door)
    expect((await send(door, authorization(challenge, { uri: '/mounted/books' }), '/books')).status).toBe(200)
    expect((await send(door, authorization(challenge, { uri: '/books', nc: '00000002' }), '/books')).status).toBe(401)
  })

  it('decides without a promise', async () => {
    const { armed } = await doorWith(DIGEST, VARIABLES)
    expect(armed.check({ headers: {}, rawHeaders: [], url: '/' } as never)).toMatchObject({ status: 401 })
  })
})

describe('curl --digest', async () => {
  const run = promisify(execFile)
  const curl = await run('curl', ['--version']).then(
    ({ stdout }) => /\bfeatures:/i.test(stdout),
    () => false,
  )

  it.skipIf(!curl).each([
    [VARIABLES.PASSWORD, '200'],
    ['wrong', '401'],
  ])('with the password %s gets %s', async (password, status) => {
    const door = await doorWith(DIGEST, VARIABLES)
    const { stdout } = await run('curl', [
      '-s',
      '-o',
      '/dev/null',
      '-w',
      '%{http_code}',
      '--digest',
      '-u',
      `Ada:${password}`,
      `${door.url}/books?a=b%20c`,
    ])
    expect(stdout).toBe(status)
  })
})

describe('ReplayWindow', () => {
  it.each<[string, readonly number[], readonly boolean[]]>([
    ['counts upwards', [1, 2, 3], [true, true, true]],
    ['a count twice', [1, 1], [true, false]],
    ['out of order', [5, 3, 4, 3], [true, true, true, false]],
    ['a leap', [1, 1000, 999, 937, 936, 1], [true, true, true, true, false, false]],
    ['a leap of just the window', [1, 64, 1, 65, 1], [true, true, false, true, false]],
    ['zero', [0], [false]],
    ['zero later', [5, 0], [true, false]],
    ['the largest', [0xffffffff, 0xffffffff], [true, false]],
  ])('%s', (_, counts, results) => {
    const replay = new ReplayWindow()
    expect(counts.map((count) => replay.use('n', Date.now(), count))).toEqual(results)
  })

  it('remembers a bounded number of nonces, and lets none in again that it forgot', () => {
    const replay = new ReplayWindow(3)
    const start = Date.now()
    for (const index of [0, 1, 2, 3]) expect(replay.use(`n${index}`, start + index, 1)).toBe(true)
    expect(replay.use('n0', start, 1)).toBe(false)
    expect(replay.use('n0', start, 2)).toBe(false)
    expect(replay.use('n3', start + 3, 1)).toBe(false)
    expect(replay.use('n3', start + 3, 2)).toBe(true)
    expect(replay.use('n4', start + 4, 1)).toBe(true)
  })
})
