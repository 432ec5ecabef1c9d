import { request as httpRequest } from 'node:http'
import { describe, expect, it } from 'vitest'
import { createEngine } from '@naftiko/core'
import { restExposer } from '../src/index.ts'
import { restFor, route } from './rest.ts'

/** What a request to these paths is given, or the status of its refusal. Each path calls with its own number in `n`. */
async function given(paths: readonly string[], target: string, method = 'GET'): Promise<object | number> {
  const inputs = ['n', 'x', 'y', 'z', 'id', 'action', 'user', 'book-id']
  await using rest = await restFor(
    paths.map((path, index) => route(path, { method, with: { n: index } })),
    { inputs, body: 'opaque' },
  )
  const status = await statusOf(rest.url, target, method)
  return status === 200 ? rest.received[0]!.input : status
}

/** The target goes out exactly as it is written. */
function statusOf(url: string, target: string, method: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const sent = httpRequest({ hostname, port, path: target, method, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode!)
    })
    sent.on('error', reject)
    sent.end()
  })
}

describe('a path', () => {
  it.each<[string, string, object | number]>([
    ['/a/{x}', '/a/1', { x: '1' }],
    ['/a/{{x}}', '/a/1', { x: '1' }],
    ['/a/{{ x }}', '/a/1', { x: '1' }],
    ['/a/{book-id}', '/a/1', { 'book-id': '1' }],
    ['a/{x}', '/a/1', { x: '1' }],
    ['/a/{x}/', '/a/1', { x: '1' }],
    ['/a/{x}', '/a/1/', { x: '1' }],
    ['/a/{x}', '/a/', 404],
    ['/a/{x}', '/a/1/2', 404],
    ['/a/{x}', '/a/b%2Fc', { x: 'b/c' }],
    ['/a/{x}', '/a/b%20c+d', { x: 'b c+d' }],
    ['/a/{x}', '/a/%zz', 400],
    ['/{x}', '/1', { x: '1' }],
    ['/', '/', {}],
    ['', '/', {}],
    ['/a/{+x}', '/a/b/c', { x: 'b/c' }],
    ['/a/{x+}', '/a/b/c', { x: 'b/c' }],
    ['/a/{+x}', '/a', 404],
    ['/a/{+x}/end', '/a/b/c/end', { x: 'b/c' }],
    ['/a/{x}.{y}', '/a/1.2', { x: '1', y: '2' }],
    ['/a/{x}.{y}', '/a/1', 404],
    ['/a/{x}-{y}-{z}', '/a/1-2-3', { x: '1', y: '2', z: '3' }],
    ['/a/{x},{y}', '/a/1%2C2', { x: '1', y: '2' }],
    ['/a/{x}..{y}', '/a/1..2', { x: '1', y: '2' }],
    ['/a/{x}:cancel', '/a/1:cancel', { x: '1' }],
    ['/a/{x}:cancel', '/a/1%3Acancel', { x: '1' }],
    ['/a/{x}:cancel', '/a/1:delete', 404],
    ['/a:batch', '/a:batch', {}],
    ['/a({x})', '/a(1)', { x: '1' }],
    ['/a({x})', '/a%281%29', { x: '1' }],
    ['/a({x})/b', '/a(1)/b', { x: '1' }],
    ["/a('{x}')", '/a(%271%27)', { x: '1' }],
    ['/CIK{x}.json', '/CIK0001.json', { x: '0001' }],
    ['/CIK{x}.json', '/CIK0001xjson', 404],
    ['/v{x}/a', '/v2/a', { x: '2' }],
    ['/$metadata', '/$metadata', {}],
    ['/$metadata', '/%24metadata', {}],
    ['/a+b', '/a+b', {}],
    ['/a|b', '/a%7cb', {}],
    ['/a b/{x}', '/a%20b/1', { x: '1' }],
    ['/a%20b/{x}', '/a%20b/1', { x: '1' }],
    ['/café/{x}', '/caf%C3%A9/1', { x: '1' }],
    ['/café/{x}', '/caf%c3%a9/1', { x: '1' }],
    ['/a.b', '/axb', 404],
    ['/Name', '/name', 404],
  ])('%s answers %s with %j', async (path, target, expected) => {
    expect(await given([path], target)).toEqual(typeof expected === 'number' ? expected : { n: 0, ...expected })
  })

  it.each<[string, string[], string, number]>([
    ['a literal before a variable', ['/a/{x}', '/a/me'], '/a/me', 1],
    ['a literal in the first segment', ['/{x}/b', '/a/{y}'], '/a/b', 1],
    ['a literal in the last segment', ['/a/{x}/{y}', '/a/{x}/c'], '/a/b/c', 1],
    ['a mixed segment before a variable', ['/a/{x}', '/a/{x}:cancel'], '/a/1:cancel', 1],
    ['a literal before a mixed segment', ['/a/{x}.json', '/a/b.json'], '/a/b.json', 1],
    ['the more literal of two mixed segments', ['/a/{x}:{y}', '/a/{x}:cancel'], '/a/1:cancel', 1],
    ['the longer of two endings', ['/a/{x}.gz', '/a/{x}.tar.gz'], '/a/b.tar.gz', 1],
    ['a variable before the rest', ['/a/{+x}', '/a/{x}'], '/a/1', 1],
    ['a longer path before the rest', ['/a/{+x}', '/a/{x}/b'], '/a/1/b', 1],
    ['the rest where nothing else fits', ['/a/{+x}', '/a/{x}/b'], '/a/1/c', 0],
    ['the rest with an end before the rest', ['/a/{+x}', '/a/{+x}/end'], '/a/b/c/end', 1],
  ])('is found by precedence, whatever the order: %s', async (_, paths, target, expected) => {
    expect(await given(paths, target)).toMatchObject({ n: expected })
    expect(await given(paths.toReversed(), target)).toMatchObject({ n: paths.length - 1 - expected })
  })
})

describe('a path with a query', () => {
  const two = ['/x?action=a', '/x?action=b']

  it.each<[string, string[], string, object | number]>([
    ['is found by its pair', two, '/x?action=a', { n: 0, action: 'a' }],
    ['is found by its pair, the second, too', two, '/x?action=b', { n: 1, action: 'b' }],
    ['is found among other parameters', two, '/x?id=1&action=b', { n: 1, id: '1', action: 'b' }],
    ['is found encoded', ['/x?action=a b'], '/x?%61ction=a+b', { n: 0, action: 'a b' }],
    ['is not found by another value', two, '/x?action=c', 400],
    ['is not found without the pair', two, '/x', 400],
    ['is not found without the pair, when it is alone', ['/x?action=a'], '/x', 400],
    ['is found by a bare name', ['/?PutRule', '/?ListRules'], '/?ListRules', { n: 1 }],
    ['is found by a bare name with an empty value', ['/?PutRule', '/?ListRules'], '/?ListRules=', { n: 1 }],
    ['may lack its slash', ['?action=a', '?action=b'], '/?action=b', { n: 1, action: 'b' }],
    ['leaves other requests to the plain path', ['/x', '/x?action=a'], '/x?action=c', { n: 0, action: 'c' }],
    ['wins over the plain path', ['/x', '/x?action=a'], '/x?action=a', { n: 1, action: 'a' }],
    ['wins with more pairs', ['/x?action=a', '/x?action=a&id=1'], '/x?action=a&id=1', { n: 1, action: 'a', id: '1' }],
    ['may have a variable', ['/x/{x}?user={{id}}'], '/x/1?user=2', { n: 0, x: '1', user: '2', id: '2' }],
    ['needs no value for its variable', ['/x/{x}?user={id}'], '/x/1', { n: 0, x: '1' }],
  ])('%s', async (_, paths, target, expected) => {
    expect(await given(paths, target)).toEqual(expected)
    expect(await given(paths, target, 'POST')).toEqual(expected)
  })

  it('says which queries there are', async () => {
    await using rest = await restFor(two.map((path) => route(path)))
    const problem = (await (await fetch(`${rest.url}/x`)).json()) as object
    expect(problem).toMatchObject({ status: 400, detail: 'the query must be that of one of /x?action=a, /x?action=b' })
  })

  it('is described with it', async () => {
    await using rest = await restFor([...two.map((path) => route(path)), route('/y?user={id}')], { inputs: ['id'] })
    const { paths } = (await (await fetch(`${rest.url}/openapi.json`)).json()) as {
      paths: Record<string, { get: { parameters: object[] } }>
    }
    expect(Object.entries(paths).map(([path, { get }]) => [path, get.parameters])).toEqual([
      ['/x', expect.arrayContaining([{ name: 'action', in: 'query', required: true, schema: { const: 'a' } }])],
      ['/x#action=b', expect.arrayContaining([{ name: 'action', in: 'query', required: true, schema: { const: 'b' } }])],
      ['/y', [{ name: 'user', in: 'query', required: false, schema: {} }]],
    ])
  })
})

describe('a path with a fragment', () => {
  it.each<[string, string[], string, number]>([
    ['serves the plain path', ['/x#Start'], '/x', 0],
    ['serves the plain path, when it is first', ['/x#Start', '/x#Stop'], '/x', 0],
    ['is reached by a query', ['/x#Start', '/x#Stop'], '/x?Stop', 1],
    ['is reached by a query, the first, too', ['/x#Start', '/x#Stop'], '/x?Start', 0],
    ['is reached by the pair in it', ['/#Action=Start', '/#Action=Stop'], '/?Action=Stop&id=1', 1],
    ['leaves the plain path to a route that has no fragment', ['/x#Start', '/x'], '/x', 1],
    ['wins over that by its query', ['/x#Start', '/x'], '/x?Start', 0],
  ])('%s', async (_, paths, target, expected) => {
    expect(await given(paths, target)).toMatchObject({ n: expected })
  })

  it.each<[string[], string[]]>([
    [
      ['/x#Start', '/x#Stop'],
      ['NAFTIKO_ROUTE_FRAGMENT', 'NAFTIKO_ROUTE_FRAGMENT'],
    ],
    [
      ['/x#Start', '/x#Start'],
      ['NAFTIKO_ROUTE_FRAGMENT', 'NAFTIKO_ROUTE_TAKEN'],
    ],
    [['/x?a=1', '/x?a=2', '/x'], []],
    [['/x?a=1', '/x?a=1'], ['NAFTIKO_ROUTE_TAKEN']],
  ])('%j is reported as %j', async (paths, expected) => {
    const engine = createEngine({ plugins: [restExposer()] as never })
    const resources = paths.map((path) => route(path))
    const { diagnostics } = await engine.validate({
      text: JSON.stringify({ naftiko: 1, capability: { exposes: [{ type: 'rest', namespace: 'r', resources }] } }),
    })
    expect(diagnostics.filter(({ code }) => code.includes('ROUTE')).map(({ code }) => code)).toEqual(expected)
  })
})

describe('an input that is declared in the path, which lacks it', () => {
  const inputParameters = [{ name: 'x', in: 'path', type: 'integer', required: true }]

  it('is taken from the query', async () => {
    await using rest = await restFor([route('/a', { inputParameters })], { inputs: ['x'] })
    expect((await fetch(`${rest.url}/a?x=5`)).status).toBe(200)
    expect(rest.received[0]!.input).toEqual({ x: 5 })
    expect((await fetch(`${rest.url}/a`)).status).toBe(400)
  })
})
