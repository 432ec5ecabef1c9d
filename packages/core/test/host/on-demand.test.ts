import { describe, expect, it, onTestFinished } from 'vitest'
import { createEngine, type HostOptions } from '../../src/index.ts'
import { tinyPlugins, type TinyOptions } from '../tiny-plugins.ts'

const document = (name: string, more = ''): string => `naftiko: 1.0.0-alpha2
info: { label: ${name} }
capability:
  consumes:
    - { type: memory, namespace: ${name}-api, operations: [{ name: get, inputs: [page] }] }
  exposes:
    - { type: door, namespace: ${name}, ${more} routes: [{ name: get, call: ${name}-api.get }] }
  binds: [{ namespace: env, keys: { KEY: KEY } }]
`

interface Options extends HostOptions {
  readonly tiny?: TinyOptions
  readonly texts?: readonly string[]
}

async function running({ tiny, texts = [document('one'), document('two')], ...options }: Options = {}) {
  const failing: string[] = []
  const { plugins, journal } = tinyPlugins({ onDemand: true, failing, ...tiny })
  const engine = createEngine({ plugins })
  const capabilities = await Promise.all(texts.map((text) => engine.load({ text })))
  const host = engine.host(capabilities, { gateway: 0, onDemand: true, variables: { KEY: 'secret' }, ...options })
  onTestFinished(() => host.stop({ graceMs: 0 }))
  await host.start()
  const since = (): readonly string[] => journal.events.splice(0)
  const atStart = since()
  const ask = async (name: string, headers: Record<string, string> = {}): Promise<string> => {
    const { url } = host.endpoints.find(({ namespace }) => namespace === name)!
    const response = await fetch(`${url}/get?page=1`, { headers })
    return `${response.status} ${await response.text()}`
  }
  return { host, ask, since, atStart, failing, capabilities }
}

const ANSWER = '200 {"input":{"page":"1"},"body":null}'

describe('a capability behind a gateway that waits until it is asked', () => {
  it('is started and stopped once with its host, and made anew by its first request', async () => {
    const { ask, since, atStart } = await running({ texts: [document('one')] })
    expect(atStart).toEqual(['start one-api', 'start one', 'stop one', 'stop one-api'])
    expect(await ask('one')).toBe(ANSWER)
    expect(since()).toEqual(['start one-api', 'start one'])
    expect(await ask('one')).toBe(ANSWER)
    expect(since()).toEqual([])
  })

  it('is made once for requests that come at the same time, and leaves its neighbours alone', async () => {
    const { ask, since } = await running()
    expect(await Promise.all([ask('two'), ask('two'), ask('two')])).toEqual([ANSWER, ANSWER, ANSWER])
    expect(since()).toEqual(['start two-api', 'start two'])
  })

  it('is made by a call of the embedding app, too', async () => {
    const { host, since } = await running()
    await expect(host.invoke('two.get', { page: 2 })).resolves.toMatchObject({ value: { input: { page: 2 } } })
    await expect(host.invoke('one-api.get', { page: 3 })).resolves.toMatchObject({ value: { input: { page: 3 } } })
    await expect(host.invoke('one-api.got')).rejects.toThrow('did you mean "one-api.get"?')
    expect(since()).toEqual(['start two-api', 'start two', 'start one-api', 'start one'])
  })

  it('stops what was made of it, and nothing else', async () => {
    const { host, ask, since } = await running()
    await ask('one')
    since()
    await host.stop()
    expect(since()).toEqual(['drain one', 'drain one-api', 'stop one', 'stop one-api'])
  })

  it('keeps the host from starting if it cannot be started', async () => {
    await expect(running({ tiny: { failing: ['two-api'] } })).rejects.toThrow('two-api does not start')
  })

  it('is tried again by the next request when it could not be started by one', async () => {
    const { ask, failing } = await running()
    failing.push('one')
    expect(await ask('one')).toContain('503 ')
    failing.length = 0
    expect(await ask('one')).toBe(ANSWER)
  })

  it('has its door from the beginning', async () => {
    const authentication = 'authentication: { type: bearer, token: "{{KEY}}" },'
    const { ask, since } = await running({ texts: [document('one', authentication)] })
    expect(await ask('one')).toContain('401 ')
    expect(since()).toEqual([])
    expect(await ask('one', { authorization: 'Bearer secret' })).toBe(ANSWER)
  })

  it.each<[string, Options]>([
    ['its exposer may have something to do before', { tiny: { onDemand: false } }],
    ['the host is not to wait', { onDemand: false }],
    ['there is no gateway', { gateway: undefined as never, anyPort: true }],
    ['few others are there', { onDemand: undefined as never }],
  ])('is there at once where %s', async (_, options) => {
    const { atStart } = await running({ texts: [document('one')], ...options })
    expect(atStart).toEqual(['start one-api', 'start one'])
  })
})
