import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { LogFields, Logger, Outcome } from '@naftiko/plugin-api'
import { createEngine, type HostOptions } from '../../src/index.ts'
import { tinyPlugins, type TinyOptions } from '../tiny-plugins.ts'

const DOCUMENT = `naftiko: 1.0.0-alpha2
info: { label: Tiny }
capability:
  consumes:
    - { type: memory, namespace: api, operations: [{ name: get, inputs: [id!, page] }, { name: post, body: opaque }] }
  exposes:
    - { type: door, namespace: api-door, port: 4000, routes: [{ name: get, call: api.get }, { name: named, call: api.get, with: { id: rest.book } }] }
`

async function hostOf(tiny: TinyOptions = {}, options: HostOptions = {}, text = DOCUMENT) {
  const { plugins, journal } = tinyPlugins(tiny)
  const engine = createEngine({ plugins })
  const capability = await engine.load({ text })
  return { engine, capability, journal, host: engine.host([capability], { anyPort: true, ...options }) }
}

const deferred = <T>() => {
  let resolve!: (value: T) => void
  const promise = new Promise<T>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

describe('a host', () => {
  it('starts consumers before exposers and stops in the opposite order, draining first', async () => {
    const { host, journal } = await hostOf()
    expect(host.state).toBe('idle')
    await host.start()
    expect(host.state).toBe('running')
    await host.stop()
    expect(host.state).toBe('stopped')
    expect(journal.events).toEqual(['start api', 'start api-door', 'drain api-door', 'drain api', 'stop api-door', 'stop api'])
  })

  it('takes an exposer and a consumer of one name for two things', async () => {
    const { host, journal } = await hostOf({}, { expose: false }, DOCUMENT.replaceAll('api-door', 'api'))
    await host.start()
    expect(journal.events).toEqual(['start api', 'start api'])
    await host.stop()
  })

  it('undoes a start that fails, and says why', async () => {
    const { host, journal } = await hostOf({ failing: ['api-door'] })
    await expect(host.start()).rejects.toThrow('api-door does not start')
    expect(host.state).toBe('stopped')
    expect(journal.events.slice(0, 4)).toEqual(['start api', 'start api-door', 'stop api-door', 'stop api'])
  })

  it('serves over HTTP where it says it does', async () => {
    const { host } = await hostOf()
    await host.start()
    const [endpoint] = host.endpoints
    expect(endpoint).toMatchObject({
      capability: 'Tiny',
      type: 'door',
      namespace: 'api-door',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    })
    const answer = await fetch(`${endpoint!.url}/named?book=7`)
    expect(await answer.json()).toEqual({ input: { id: '7' }, body: null })
    await host.stop()
    await expect(fetch(endpoint!.url!)).rejects.toThrow('fetch failed')
  })

  it('serves each of two exposers of one name as what it is', async () => {
    const second = '    - { type: door, namespace: api-door, routes: [{ name: other, call: api.get }] }\n'
    const { host } = await hostOf({}, {}, DOCUMENT + second)
    await host.start()
    const [one, other] = host.endpoints.map(({ url }) => url!)
    expect((await fetch(`${one}/named?book=7`)).status).toBe(200)
    expect((await fetch(`${other}/named?book=7`)).status).toBe(404)
    expect((await fetch(`${other}/other?id=7`)).status).toBe(200)
    await host.stop()
  })

  it('invokes consumed operations and exposed routes in-process, with no port open', async () => {
    const { host } = await hostOf({}, { expose: false })
    await host.start()
    expect(host.endpoints[0]).not.toHaveProperty('url')
    expect(await host.invoke('api.get', { id: '1' })).toMatchObject({ kind: 'value', value: { input: { id: '1' } } })
    expect(await host.invoke('api-door.named', { book: '2' })).toMatchObject({ value: { input: { id: '2' } } })
    await host.stop()
  })

  it.each([
    ['an unknown operation', 'api.gett', {}, /no operation "api.gett"; did you mean "api.get"\?/],
    ['a missing argument', 'api.get', {}, /"id" is required/],
    ['a missing argument under the name of the caller', 'api-door.named', {}, /"book" is required/],
  ])('rejects %s', async (_, operation, input, message) => {
    const { host } = await hostOf({}, { expose: false })
    await host.start()
    await expect(host.invoke(operation, input)).rejects.toThrow(message)
    await host.stop()
  })

  it('turns a bug of a plugin into a fault of the engine', async () => {
    const { host } = await hostOf({ answer: () => Promise.reject(new TypeError('x is undefined')) }, { expose: false })
    await host.start()
    await expect(host.invoke('api.get', { id: '1' })).rejects.toMatchObject({
      fault: 'engine',
      code: 'NAFTIKO_INTERNAL',
      cause: expect.any(TypeError),
    })
    await host.stop()
  })

  it('lets work in flight finish before it stops', async () => {
    const gate = deferred<Outcome>()
    const { host, journal } = await hostOf({ answer: () => gate.promise })
    await host.start()
    const answer = fetch(`${host.endpoints[0]!.url}/get?id=1`)
    const called = host.invoke('api.get', { id: '2' })
    await expect.poll(() => journal.invocations.length).toBe(2)
    const stopped = host.stop()
    gate.resolve({ kind: 'value', value: 'late', metadata: {} })
    expect(await (await answer).json()).toBe('late')
    expect(await called).toMatchObject({ value: 'late' })
    await stopped
  })

  it('gives up waiting when the grace period is over, and cancels what is left', async () => {
    const aborted = deferred<string>()
    const answer: TinyOptions['answer'] = (invocation) =>
      new Promise((_, reject) => {
        invocation.signal.addEventListener('abort', () => {
          aborted.resolve('aborted')
          reject(new Error('gone'))
        })
      })
    const { host } = await hostOf({ answer }, { expose: false })
    await host.start()
    const called = host.invoke('api.get', { id: '1' }).catch((error: Error) => error.message)
    await host.stop({ graceMs: 10 })
    expect(await aborted.promise).toBe('aborted')
    expect(await called).toContain('failed')
    expect(host.state).toBe('stopped')
  })

  it.each(['idle', 'stopped'])('refuses calls while it is %s', async (state) => {
    const { host } = await hostOf({}, { expose: false })
    if (state === 'stopped') {
      await host.start()
      await host.stop()
    }
    await expect(host.invoke('api.get', { id: '1' })).rejects.toMatchObject({ code: 'NAFTIKO_NOT_RUNNING' })
  })

  it('can be stopped twice, and before it has started', async () => {
    const { host, journal } = await hostOf()
    await Promise.all([host.stop(), host.stop()])
    expect(journal.events).toEqual([])
    await expect(host.start()).rejects.toThrow('cannot be started')
  })

  it('is mounted in a server of somebody else through its handler', async () => {
    const { host } = await hostOf({}, { expose: false })
    const server = createServer(host.handler('api-door'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/get?id=1`
    expect((await fetch(url)).status).toBe(503)
    await host.start()
    expect(await (await fetch(url)).json()).toEqual({ input: { id: '1' }, body: null })
    await host.stop()
    expect((await fetch(url)).status).toBe(503)
    await new Promise((resolve) => server.close(resolve))
  })

  it('serves all exposers on one port as a gateway', async () => {
    const { host } = await hostOf({}, { gateway: 0 })
    await host.start()
    const { url } = host.endpoints[0]!
    expect(url).toMatch(/\/api-door$/)
    expect(await (await fetch(`${url}/get?id=1`)).json()).toMatchObject({ input: { id: '1' } })
    const wrong = await fetch(new URL('/nothing', url))
    expect([wrong.status, await wrong.json()]).toEqual([404, expect.objectContaining({ detail: expect.stringContaining('/api-door') })])
    await host.stop()
  })

  it('serves only the exposers that were asked for, and names those that are not there', async () => {
    const { host } = await hostOf({}, { only: [] })
    await host.start()
    expect(host.endpoints).toEqual([])
    await host.stop()
    const { host: other } = await hostOf({}, { only: ['api-dor'] }).catch((error: unknown) => ({ host: error }))
    expect(other).toMatchObject({ code: 'NAFTIKO_OPTION_UNKNOWN', message: expect.stringContaining('api-door') as string })
  })

  it('runs one capability in two hosts that share nothing', async () => {
    const { engine, capability } = await hostOf()
    const hosts = [0, 1].map((index) => engine.host([capability], { anyPort: true, variables: { X: String(index) } }))
    await Promise.all(hosts.map((host) => host.start()))
    await hosts[0]!.stop()
    expect(await hosts[1]!.invoke('api.get', { id: '1' })).toMatchObject({ kind: 'value' })
    await hosts[1]!.stop()
  })
})

describe('the options of a host', () => {
  it.each<[string, HostOptions, RegExp]>([
    ['a port for an exposer that is not there', { ports: { 'api-dor': 1 } }, /no exposer "api-dor"; did you mean "api-door"\?/],
    ['a base address for an API that is not there', { baseUris: { apo: 'http://x' } }, /no consumed API "apo"; did you mean "api"\?/],
  ])('refuses %s', async (_, options, message) => {
    await expect(hostOf({}, options)).rejects.toThrow(message)
  })

  it('tells two capabilities that want one port, before anything starts', async () => {
    const { engine, capability } = await hostOf()
    const twin = await engine.load({ text: DOCUMENT.replace('Tiny', 'Twin'), name: 'twin.yaml' })
    expect(() => engine.host([capability, twin])).toThrow(/"api-door" of Tiny and "api-door" of Twin both want port 4000.*--any-port/)
    expect(() => engine.host([capability, twin], { anyPort: true })).not.toThrow()
  })

  it('names the exposer whose port is taken, and what to do', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const { host, journal } = await hostOf({}, { ports: { 'api-door': port } })
    await expect(host.start()).rejects.toMatchObject({
      code: 'NAFTIKO_PORT_TAKEN',
      node: 'api-door',
      message: expect.stringContaining('--any-port'),
    })
    expect(journal.events).toContain('stop api')
    await new Promise((resolve) => server.close(resolve))
  })
})

describe('the door of an exposer', () => {
  const guarded = DOCUMENT.replace('port: 4000,', 'port: 4000, authentication: { type: bearer, token: "{{DOOR_TOKEN}}" },')

  it('asks for credentials when the document says so', async () => {
    const { host } = await hostOf({}, { variables: { DOOR_TOKEN: 'open sesame' } }, guarded)
    await host.start()
    const url = `${host.endpoints[0]!.url}/get?id=1`
    const refused = await fetch(url)
    expect([refused.status, refused.headers.get('www-authenticate'), refused.headers.get('content-type')]).toEqual([
      401,
      'Bearer realm="naftiko"',
      'application/problem+json',
    ])
    expect((await fetch(url, { headers: { authorization: 'Bearer open sesame' } })).status).toBe(200)
    await host.stop()
  })

  it('answers 503 when its credential has no value, and says so; the rest runs', async () => {
    const neighbour = '    - { type: door, namespace: other-door, port: 4001, routes: [{ name: get, call: api.get }] }\n'
    const told: unknown[] = []
    const tell = (message: string, fields?: LogFields): void => void told.push([message, fields])
    const quiet = (): void => {}
    const log: Logger = { debug: quiet, info: quiet, warn: tell, error: tell, child: () => log }
    const { host } = await hostOf({}, { log }, guarded + neighbour)
    await host.start()
    const [closed, open] = host.endpoints
    const reason = 'its authentication needs "token" (DOOR_TOKEN), which has no value'
    expect(closed).toMatchObject({ namespace: 'api-door', url: expect.stringContaining('http://'), closed: reason })
    expect(open).not.toHaveProperty('closed')
    const refused = await fetch(`${closed!.url}/get?id=1`, { headers: { authorization: 'Bearer {{DOOR_TOKEN}}' } })
    expect(refused.status).toBe(503)
    expect(await refused.json()).toMatchObject({ code: 'NAFTIKO_CREDENTIAL_MISSING', detail: `this exposer is closed: ${reason}` })
    expect((await fetch(`${open!.url}/get?id=1`)).status).toBe(200)
    expect(await host.invoke('api.get', { id: '1' })).toMatchObject({ kind: 'value' })
    expect(told).toEqual([[expect.stringContaining(reason), { code: 'NAFTIKO_CREDENTIAL_MISSING', capability: 'Tiny' }]])
    await host.stop()
  })

  it('stays closed as a handler of another server, too', async () => {
    const { host } = await hostOf({}, { expose: false }, guarded)
    await host.start()
    const server = createServer(host.handler('api-door'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/get?id=1`)
    expect(answer.status).toBe(503)
    expect(host.endpoints).toMatchObject([{ namespace: 'api-door', closed: expect.any(String) }])
    await host.stop()
    await new Promise((resolve) => server.close(resolve))
  })

  it.each([
    ['a name that was pointed at this machine', { host: 'evil.example' }, 403],
    ['a page of another site', { origin: 'https://evil.example' }, 403],
    ['a page of this machine', { origin: 'http://localhost:3000' }, 200],
    ['an allowed page', { origin: 'https://app.example' }, 200],
    ['an allowed name', { host: 'gateway.example' }, 200],
    ['localhost', { host: 'localhost:1234' }, 200],
  ])('treats a request through %s as it should', async (_, headers, status) => {
    const { host } = await hostOf({}, { allowedOrigins: ['https://app.example'], allowedHosts: ['gateway.example'] })
    await host.start()
    const { request } = await import('node:http')
    const got = await new Promise<number>((resolve, reject) => {
      request(`${host.endpoints[0]!.url}/get?id=1`, { headers }, (response) => resolve(response.resume().statusCode!))
        .on('error', reject)
        .end()
    })
    expect(got).toBe(status)
    await host.stop()
  })
})
