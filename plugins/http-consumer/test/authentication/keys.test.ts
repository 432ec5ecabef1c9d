import { describe, expect, it } from 'vitest'
import type { JsonObject } from '@naftiko/plugin-api'
import { json, type Upstream, upstream } from '@naftiko/testing'
import { consume, operation } from '../api.ts'
import { consuming, errorOf } from './consumed.ts'

async function api(): Promise<Upstream> {
  return upstream({ '* *': json({}) })
}

describe('keys in the query', () => {
  it.each<[string, JsonObject, string]>([
    [
      'a list',
      {
        parameters: [
          { name: 'api key', value: '{{K}}' },
          { name: 'v', value: 2 },
        ],
      },
      '?api%20key=s%263&v=2',
    ],
    ['a map', { parameters: { key: '{{K}}', v: '2' } }, '?key=s%263&v=2'],
    ['name and value', { name: 'key', value: '{{K}}' }, '?key=s%263'],
    [
      'a list of which one has no value',
      {
        parameters: [
          { name: 'a', value: '{{UNSET}}' },
          { name: 'v', value: 2 },
        ],
      },
      '?v=2',
    ],
  ])('may be %s', async (_, settings, query) => {
    await using server = await api()
    await using consumed = await consuming(server.url, { type: 'query', ...settings }, { K: 's&3' })
    await consumed.call()
    expect(server.requests[0]!.url).toBe(`/things${query}`)
  })

  it('leave their names to no caller', async () => {
    await using server = await api()
    await using consumed = await consuming(server.url, { type: 'query', parameters: [{ name: 'q', value: '{{K}}' }] }, { K: 'k' })
    await consumed.call('get', { q: 'attack' })
    expect(server.requests[0]!.url).toBe('/things?q=k')
  })
})

describe('a list of headers', () => {
  it('is read like a map of them', async () => {
    await using server = await api()
    await using consumed = await consuming(server.url, { type: 'apikey', headers: [{ name: 'X-A', value: '{{K}}' }] }, { K: 'k' })
    await consumed.call()
    expect(server.requests[0]!.headers['x-a']).toBe('k')
  })
})

describe('a key in the body', () => {
  const authentication = { type: 'apikey', key: 'identifier', value: '{{K}}', placement: 'body' }

  it.each<[string, 'get' | 'post' | 'put', JsonObject, string]>([
    ['JSON', 'post', { a: 'ü', b: { c: 1 } }, '{"a":"ü","b":{"c":1},"identifier":"s&3"}'],
    ['a form', 'put', { a: 'x y', b: '1' }, 'a=x+y&b=1&identifier=s%263'],
    ['nothing', 'post', {}, '{"identifier":"s&3"}'],
  ])('is added to %s', async (_, name, input, body) => {
    await using server = await api()
    await using consumed = await consuming(server.url, authentication, { K: 's&3' })
    await consumed.call(name, input)
    const [request] = server.requests
    expect(request!.text()).toBe(body)
    expect(request!.headers['content-length']).toBe(String(Buffer.byteLength(body)))
  })

  it.each<[string, string, string, string]>([
    ['JSON', 'application/json; charset=utf-8', '{"identifier":"attack","a":1}', '{"identifier":"s","a":1}'],
    ['a form', 'application/x-www-form-urlencoded', 'identifier=attack&a=1&%69dentifier=2', 'a=1&identifier=s'],
    ['another JSON', 'application/vnd.x+json', '{}', '{"identifier":"s"}'],
  ])('wins over what a caller writes there, in %s', async (_, mediaType, sent, arrives) => {
    await using server = await api()
    const { host, invoke } = await consume(
      { baseUri: server.url, authentication, ...operation('/things', { method: 'POST' }) },
      { variables: { K: 's' } },
    )
    const body = (async function* () {
      yield Buffer.from(sent)
    })()
    await invoke({ payload: { mediaType, bytes: body, length: sent.length } })
    expect(server.requests[0]!.text()).toBe(arrives)
    expect(server.requests[0]!.headers['content-type']).toBe(mediaType)
    await host.stop()
  })

  it.each([
    ['text/plain', 'x'],
    ['application/json', '[1]'],
    ['application/json', '{'],
  ])('has no place in %s %j', async (mediaType, sent) => {
    await using server = await api()
    const { host, invoke } = await consume(
      { baseUri: server.url, authentication, ...operation('/things', { method: 'POST' }) },
      { variables: { K: 's' } },
    )
    expect(await errorOf(invoke({ payload: { mediaType, bytes: Buffer.from(sent) } }))).toMatchObject({
      code: 'NAFTIKO_AUTHENTICATION_UNSUPPORTED',
    })
    expect(server.requests).toEqual([])
    await host.stop()
  })

  it('is not asked of callers', async () => {
    await using server = await api()
    const inputParameters = [
      { name: 'identifier', in: 'body', required: true },
      { name: 'action', in: 'body' },
    ]
    const consumed = await consume(
      { baseUri: server.url, authentication, ...operation('/things', { method: 'POST', inputParameters }) },
      { variables: { K: 's' } },
    )
    expect(consumed.shape.parameters.map(({ name }) => name)).toEqual(['action'])
    await consumed.call('op', { action: 'list', identifier: 'attack' })
    expect(server.requests[0]!.json()).toEqual({ action: 'list', identifier: 's' })
    await consumed.host.stop()
  })
})

describe('a key in the path', () => {
  it.each<[string, string, string]>([
    ['the base address', '/bot{token}', '/things'],
    ['the base address in double braces', '/bot{{ token }}', '/things'],
    ['the path', '', '/bot{token}/things'],
  ])('stands in %s, and no caller gives it', async (_, base, path) => {
    for (const value of ['{{K}}', '{{env.K}}', '{{k}}']) {
      await using server = await api()
      const authentication = { type: 'apikey', key: 'token', value, placement: 'path' }
      const consumed = await consume(
        { baseUri: server.url + base, authentication, ...operation(path) },
        { variables: { K: '1:a/b', k: '1:a/b' } },
      )
      expect(consumed.shape.parameters).toEqual([])
      await consumed.call('op', { token: 'attack', k: 'attack', K: 'attack' })
      expect(server.requests[0]!.path).toBe('/bot1%3Aa%2Fb/things')
      await consumed.host.stop()
    }
  })

  it('in lower case that nobody binds is still no argument', async () => {
    await using server = await api()
    const authentication = { type: 'apikey', key: 'token', value: '{{telegram_token}}', placement: 'path' }
    const consumed = await consume({ baseUri: `${server.url}/bot{token}`, authentication, ...operation('/things') })
    expect(await errorOf(consumed.call('op', { telegram_token: 'attack' }))).toMatchObject({ code: 'NAFTIKO_VARIABLE_MISSING' })
    expect(server.requests).toEqual([])
    await consumed.host.stop()
  })

  it.each<[string, JsonObject, string]>([
    ['that has no place for it', { key: 'token', value: 'x', placement: 'path' }, 'no path has a placeholder'],
    ['or anywhere unheard of', { key: 'token', value: 'x', placement: 'trailer' }, 'cannot be placed in "trailer"'],
  ])('%s refuses calls', async (_, settings, reason) => {
    await using consumed = await consuming('http://127.0.0.1:1', { type: 'apikey', ...settings })
    expect(await errorOf(consumed.call())).toMatchObject({
      code: 'NAFTIKO_AUTHENTICATION_INCOMPLETE',
      message: expect.stringContaining(reason) as string,
    })
  })
})

describe('a certificate', () => {
  it('is reported as not possible, and calls are refused', async () => {
    await using server = await api()
    await using consumed = await consuming(server.url, { type: 'certificate', certPath: '/x', certPassword: '{{P}}' }, { P: 'p' })
    expect(consumed.diagnostics.map(({ code }) => code)).toContain('NAFTIKO_AUTHENTICATION_UNSUPPORTED')
    expect(await errorOf(consumed.call())).toMatchObject({ code: 'NAFTIKO_AUTHENTICATION_UNSUPPORTED', status: 501 })
    expect(server.requests).toEqual([])
  })
})
