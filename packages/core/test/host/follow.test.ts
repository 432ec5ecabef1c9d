import http from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createEngine, type Engine, type Host, type HostOptions } from '../../src/index.ts'
import { tinyPlugins, type TinyOptions } from '../tiny-plugins.ts'

const document = (answer: string, more = ''): string => `naftiko: 1.0.0-alpha2
capability:
  consumes:
    - { type: memory, namespace: api, operations: [{ name: get, inputs: [page] }] }
  exposes:
    - { type: door, namespace: api-door, routes: [{ name: get, call: api.get, with: { page: ${answer} } }] }
${more}`

/** One keep-alive connection; answers what the page is, and over which local port it came. */
function client() {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  return (url: string): Promise<{ readonly page: unknown; readonly from: number | undefined }> =>
    new Promise((resolve, reject) => {
      const request = http.get(`${url}/get`, { agent }, (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => (text += chunk.toString()))
        response.on('end', () => resolve({ page: (JSON.parse(text) as { input: { page: unknown } }).input.page, from }))
      })
      let from: number | undefined
      request.on('socket', (socket) => socket.once('connect', () => (from = socket.localPort)))
      request.on('error', reject)
    })
}

async function running(engine: Engine, text: string, options: HostOptions, follows?: Host, beforeServing?: () => Promise<void>) {
  const host = engine.host([await engine.load({ text })], options)
  onTestFinished(() => host.stop({ graceMs: 0 }))
  await host.start({ ...(follows === undefined ? {} : { follows }), ...(beforeServing === undefined ? {} : { beforeServing }) })
  return host
}

const engineWith = (tiny: TinyOptions = {}): Engine => createEngine({ plugins: tinyPlugins(tiny).plugins })
const portOf = (host: Host): number => Number(new URL(host.endpoints[0]!.url!).port)

describe('a host that follows another', () => {
  it('answers on the same connection from the next request on', async () => {
    const engine = engineWith()
    const first = await running(engine, document('one'), { anyPort: true })
    const { url } = first.endpoints[0]!
    const ask = client()
    expect(await ask(url!)).toEqual({ page: 'one', from: expect.any(Number) })
    const second = await running(engine, document('two'), { ports: { 'api-door': portOf(first) } }, first)
    expect(second.endpoints).toMatchObject([{ url }])
    // No new connection was made, so none says where it came from.
    expect(await ask(url!)).toEqual({ page: 'two', from: undefined })
    await first.stop()
    expect(await ask(url!)).toEqual({ page: 'two', from: undefined })
    await second.stop()
    await expect(client()(url!)).rejects.toThrow('ECONNREFUSED')
  })

  it('leaves to the first what that has begun', async () => {
    let open!: () => void
    const gate = new Promise<void>((resolve) => (open = resolve))
    let asked!: () => void
    const arrived = new Promise<void>((resolve) => (asked = resolve))
    const answer: TinyOptions['answer'] = async ({ input }) => {
      if (input['page'] === 'one') {
        asked()
        await gate
      }
      return { kind: 'value', value: { input: { ...input } }, metadata: {} }
    }
    const engine = engineWith({ answer })
    const first = await running(engine, document('one'), { anyPort: true })
    const slow = client()(first.endpoints[0]!.url!)
    await arrived
    await running(engine, document('two'), { ports: { 'api-door': portOf(first) } }, first)
    const stopped = first.stop()
    expect(await client()(first.endpoints[0]!.url!)).toMatchObject({ page: 'two' })
    open()
    expect(await slow).toMatchObject({ page: 'one' })
    await stopped
  })

  it.each([
    ['a port of its own is taken', '    - { type: door, namespace: other, port: PORT, routes: [] }', undefined],
    ['whoever it waits for says no', '', () => Promise.reject(new Error('no'))],
  ])('leaves everything as it was when %s', async (_, more, beforeServing) => {
    const engine = engineWith()
    const first = await running(engine, document('one'), { anyPort: true })
    const taken = http.createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void taken.close())
    await new Promise((resolve) => taken.once('listening', resolve))
    const text = document('two', more.replace('PORT', String((taken.address() as { port: number }).port)))
    await expect(running(engine, text, { ports: { 'api-door': portOf(first) } }, first, beforeServing)).rejects.toThrow(
      beforeServing === undefined ? 'is taken' : 'no',
    )
    expect(first.state).toBe('running')
    expect(await client()(first.endpoints[0]!.url!)).toMatchObject({ page: 'one' })
  })

  it('lets go of ports that nobody wants any more, and opens new ones', async () => {
    const engine = engineWith()
    const first = await running(engine, document('one'), { anyPort: true })
    const second = await running(engine, document('two'), { anyPort: true }, first)
    expect(portOf(second)).not.toBe(portOf(first))
    await first.stop()
    await expect(client()(first.endpoints[0]!.url!)).rejects.toThrow('ECONNREFUSED')
    expect(await client()(second.endpoints[0]!.url!)).toMatchObject({ page: 'two' })
  })
})

describe('a response that stays open', () => {
  const door = (name: string, more = ''): string => `naftiko: 1.0.0-alpha2
capability:
  consumes:
    - { type: memory, namespace: api, operations: [{ name: get }] }
  exposes:
    - { type: door, namespace: api-door, routes: [{ name: ${name}, call: api.get }]${more} }`
  const bearer = (token: string): string => `, authentication: { type: bearer, token: ${token} }`

  /** What is read of a response, piece by piece; `undefined` when it is over. */
  async function opened(url: string, headers: Readonly<Record<string, string>> = {}) {
    const response = await fetch(`${url}/stay`, { headers })
    expect(response.status).toBe(200)
    const chunks = response.body!.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]()
    expect((await chunks.next()).value).toBe('open\n')
    return async (): Promise<string | undefined> => (await chunks.next()).value as string | undefined
  }
  const follow = (engine: Engine, text: string, before: Host) => running(engine, text, { ports: { 'api-door': portOf(before) } }, before)

  it('goes on with the next host, and with the one after that, and delays the end of none', async () => {
    const engine = engineWith()
    const first = await running(engine, door('one'), { anyPort: true })
    const next = await opened(first.endpoints[0]!.url!)
    const second = await follow(engine, door('two'), first)
    expect(await next()).toBe('open at two, no credential\n')
    await first.stop({ graceMs: 60_000 })
    const third = await follow(engine, door('three'), second)
    expect(await next()).toBe('open at three, no credential\n')
    await second.stop({ graceMs: 60_000 })
    await third.stop({ graceMs: 60_000 })
    expect([await next(), await next()]).toEqual(['over', undefined])
  })

  it.each([
    ['keeps its credential', bearer('a'), bearer('a'), 'open at two, no credential\n'],
    ['came without one where none was asked for', '', bearer('a'), 'over'],
    ['has one that is worth nothing now', bearer('a'), bearer('b'), 'over'],
    ['finds a door that stays closed', bearer('a'), ', authentication: { type: bearer }', 'over'],
    ['finds an exposer that does not take it', '', ', keeps: false', 'over'],
  ])('whose client %s is judged by the door of the next host', async (_, before, after, heard) => {
    const engine = engineWith()
    const first = await running(engine, door('one', before), { anyPort: true })
    const next = await opened(first.endpoints[0]!.url!, before === '' ? {} : { authorization: 'Bearer a' })
    const second = await follow(engine, door('two', after), first)
    expect(await next()).toBe(heard)
    await first.stop({ graceMs: 60_000 })
    await second.stop({ graceMs: 60_000 })
  })

  it('remembers a key that stood in the query', async () => {
    const engine = engineWith()
    const key = ', authentication: { type: apikey, in: query, name: key, value: secret }'
    const first = await running(engine, door('one', key), { anyPort: true })
    const response = await fetch(`${first.endpoints[0]!.url!}/stay?key=secret`)
    const chunks = response.body!.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]()
    await chunks.next()
    await follow(engine, door('two', key), first)
    expect((await chunks.next()).value).toBe('open at two, no credential\n')
    await response.body?.cancel().catch(() => {})
  })

  it('ends with its host where no exposer follows at its address', async () => {
    const engine = engineWith()
    const first = await running(engine, door('one'), { anyPort: true })
    const next = await opened(first.endpoints[0]!.url!)
    await running(engine, door('two'), { anyPort: true }, first)
    await first.stop({ graceMs: 60_000 })
    expect(await next()).toBe('over')
  })

  it('goes on at a gateway whose capabilities are made when they are first asked', async () => {
    const engine = engineWith({ onDemand: true })
    const options = { gateway: 0, onDemand: true }
    const first = await running(engine, door('one'), options)
    const next = await opened(first.endpoints[0]!.url!)
    const second = await running(engine, door('two'), { ...options, gateway: portOf(first) }, first)
    expect(await next()).toBe('open at two, no credential\n')
    await first.stop({ graceMs: 60_000 })
    await second.stop({ graceMs: 60_000 })
    expect(await next()).toBe('over')
  })

  it('goes on where the hosts have no ports of their own', async () => {
    const engine = engineWith()
    const first = await running(engine, door('one'), { expose: false })
    let handle = first.handler('api-door')
    const server = http.createServer((request, response) => handle(request, response)).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    const next = await opened(`http://127.0.0.1:${(server.address() as { port: number }).port}`)
    const second = await running(engine, door('two'), { expose: false }, first)
    handle = second.handler('api-door')
    expect(await next()).toBe('open at two, no credential\n')
    await first.stop({ graceMs: 60_000 })
    await second.stop({ graceMs: 60_000 })
    expect(await next()).toBe('over')
  })
})
