import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { createEngine, type Host } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { chunks, empty, inTurn, json, type Upstream, upstream } from '@naftiko/testing'
import { describe, expect, it } from 'vitest'
import { inRepository } from '../repository.ts'
import { blocksOf, fileOf } from './blocks.ts'

const PAGE = 'docs/recipes.md'

interface Served extends AsyncDisposable {
  readonly host: Host
  readonly url: string
}

/** A recipe as it is printed, with an API of ours in the place of the one that it names. */
async function serve(
  file: string,
  api: Upstream,
  more: { env?: Record<string, string>; files?: Record<string, string> } = {},
): Promise<Served> {
  await mkdir(inRepository('test/.tmp'), { recursive: true })
  const folder = await mkdtemp(inRepository('test/.tmp/recipe-'))
  for (const [name, text] of Object.entries({ [file]: fileOf(PAGE, file), ...more.files })) await writeFile(path.join(folder, name), text)
  const engine = createEngine({ plugins: standardPlugins({ env: more.env ?? {} }) })
  const capability = await engine.load(path.join(folder, file), { strict: true })
  const consumed = capability.graph.nodes.filter(({ kind }) => kind === 'consumer').map(({ id }) => [id, api.url] as const)
  const host = engine.host([capability], { anyPort: true, baseUris: Object.fromEntries(consumed) })
  await host.start()
  return {
    host,
    url: host.endpoints[0]!.url!,
    [Symbol.asyncDispose]: async () => {
      await host.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function tools(url: string): Promise<Client> {
  const client = new Client({ name: 'recipes', version: '1.0.0' })
  await client.connect(new StreamableHTTPClientTransport(new URL(url)) as never)
  return client
}

const textOf = (result: unknown): string => (result as { content: { text: string }[] }).content.map(({ text }) => text).join('\n')
const get = async (url: string, headers: Record<string, string> = {}): Promise<unknown> => (await fetch(url, { headers })).json()

describe('every recipe', () => {
  const files = blocksOf(PAGE).flatMap(({ file }) => (file?.endsWith('.yaml') ? [file] : []))

  it.each(files)('%s validates without a finding', async (file) => {
    const engine = createEngine({ plugins: standardPlugins({ env: {} }) })
    const { diagnostics } = await engine.validate({ text: fileOf(PAGE, file), name: file })
    expect(diagnostics.filter(({ severity }) => severity !== 'hint')).toEqual([])
  })
})

describe('the recipe', () => {
  it('rename.yaml renames, leaves out and counts', async () => {
    const data = [
      { name: 'Dune', pages: 412, authors: [{ fullName: 'Frank Herbert' }] },
      { name: 'Beowulf', authors: [] },
    ]
    await using api = await upstream({ 'GET /books': json({ data }) })
    await using served = await serve('rename.yaml', api)
    expect(await get(`${served.url}/titles`)).toEqual([
      { title: 'Dune', author: 'Frank Herbert' },
      { title: 'Beowulf', author: null },
    ])
    expect(await get(`${served.url}/count`)).toEqual({ books: 2, pages: 412 })
  })

  it('join.yaml puts two answers together', async () => {
    await using api = await upstream({
      'GET /orders/7': json({ id: 7, total: 12.5, customerId: 'c1', secret: 1 }),
      'GET /customers/c1': json({ id: 'c1', name: 'Ada' }),
    })
    await using served = await serve('join.yaml', api)
    expect(await get(`${served.url}/orders/7`)).toEqual({ id: 7, total: 12.5, customer: { name: 'Ada' } })
  })

  it('pages.yaml gives all pages as one list', async () => {
    await using api = await upstream({ 'GET /issues': inTurn(json({ issues: [1, 2], next: 'b' }), json({ issues: [3], next: null })) })
    await using served = await serve('pages.yaml', api)
    expect(await get(`${served.url}/issues`)).toEqual([1, 2, 3])
    expect(api.requests.map(({ query }) => Object.fromEntries(query)['after'])).toEqual([undefined, 'b'])
  })

  it('secrets.yaml takes values from the environment and from a file', async () => {
    await using api = await upstream({ 'GET /now': json({ sky: 'blue' }) })
    const files = { 'secrets.json': '{ "partner": { "id": "p-9" } }' }
    await using served = await serve('secrets.yaml', api, { env: { WEATHER_TOKEN: 't-1' }, files })
    expect(await get(`${served.url}/now`)).toEqual({ sky: 'blue' })
    expect(api.requests[0]!.headers).toMatchObject({ authorization: 'Bearer t-1', 'x-partner': 'p-9' })
  })

  it('caching.yaml passes validators both ways', async () => {
    const headers = { etag: '"v1"', 'cache-control': 'max-age=60' }
    await using api = await upstream({ 'GET /items': inTurn(json([1], { headers }), empty(304)) })
    await using served = await serve('caching.yaml', api)
    const first = await fetch(`${served.url}/items`)
    expect([first.headers.get('etag'), first.headers.get('cache-control')]).toEqual(['"v1"', 'max-age=60'])
    const second = await fetch(`${served.url}/items`, { headers: { 'if-none-match': '"v1"' } })
    expect([second.status, api.requests[1]!.headers['if-none-match']]).toEqual([304, '"v1"'])
  })

  it('tools.yaml gives a model a tool', async () => {
    await using api = await upstream({ 'GET /forecast/Oslo': json({ sky: 'grey' }) })
    await using served = await serve('tools.yaml', api)
    const client = await tools(served.url)
    expect((await client.listTools()).tools.map(({ name, inputSchema }) => [name, Object.keys(inputSchema.properties ?? {})])).toEqual([
      ['forecast', ['city', 'days']],
    ])
    expect(textOf(await client.callTool({ name: 'forecast', arguments: { city: 'Oslo', days: 2 } }))).toContain('grey')
    await client.close()
  })

  it('budget.yaml leaves out what is too much, and says so', async () => {
    await using api = await upstream({ 'GET /books': json({ data: ['a', 'b', 'c', 'd', 'e'].map((title) => ({ title })) }) })
    await using served = await serve('budget.yaml', api)
    const client = await tools(served.url)
    const text = textOf(await client.callTool({ name: 'list-books', arguments: {} }))
    expect(text).toContain('"b"')
    expect(text).not.toContain('"c"')
    await client.close()
  })

  it('toolsets.yaml shows a part of the tools', async () => {
    await using api = await upstream({})
    await using served = await serve('toolsets.yaml', api)
    const [all, some] = [await tools(served.url), await tools(`${served.url}/reading`)]
    expect((await all.listTools()).tools.map(({ name }) => name)).toEqual(['list-books', 'add-book'])
    expect((await some.listTools()).tools.map(({ name }) => name)).toEqual(['list-books'])
    await Promise.all([all.close(), some.close()])
  })

  it('door.yaml lets in who has the key', async () => {
    await using api = await upstream({ 'GET /orders': json([]) })
    await using served = await serve('door.yaml', api, { env: { CALLER_KEY: 'k-1' } })
    const status = async (key: string): Promise<number> => (await fetch(`${served.url}/orders`, { headers: { 'x-api-key': key } })).status
    expect([await status('k-1'), await status('k-2')]).toEqual([200, 401])
    expect(api.requests[0]!.headers).not.toHaveProperty('x-api-key')
  })

  it('stream.yaml passes events on', async () => {
    await using api = await upstream({ 'POST /chat': chunks(['data: 1\n\n', 'data: 2\n\n']) })
    await using served = await serve('stream.yaml', api)
    const answer = await fetch(`${served.url}/chat`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })
    expect([answer.headers.get('content-type'), await answer.text()]).toEqual([
      expect.stringContaining('text/event-stream'),
      'data: 1\n\ndata: 2\n\n',
    ])
  })

  it('mock.yaml answers by itself', async () => {
    await using api = await upstream({})
    await using served = await serve('mock.yaml', api)
    expect(await get(`${served.url}/stock/A1`)).toEqual({ sku: 'A1', pieces: 12 })
  })

  it('robust.yaml tries again, and does without', async () => {
    await using api = await upstream({
      'GET /products/1': inTurn(empty(503), json({ name: 'Lamp' })),
      'GET /products/1/reviews': json({ error: 'down' }, { status: 500 }),
    })
    await using served = await serve('robust.yaml', api)
    expect(await get(`${served.url}/products/1`)).toEqual({ name: 'Lamp', reviews: [] })
  })

  it('gate.yaml passes everything through, with the token', async () => {
    await using api = await upstream({ 'PATCH /repos/a/b': json({ ok: true }) })
    await using served = await serve('gate.yaml', api, { env: { GITHUB_TOKEN: 'g-1' } })
    expect(await (await fetch(`${served.url}/github/repos/a/b`, { method: 'PATCH' })).json()).toEqual({ ok: true })
    expect(api.requests[0]!.headers['authorization']).toBe('Bearer g-1')
  })
})
