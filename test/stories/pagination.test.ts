import { readFile } from 'node:fs/promises'
import http from 'node:http'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { createEngine, type Host } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { json, type Reply, silence, type Upstream, type UpstreamRequest, upstream } from '@naftiko/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inRepository } from '../repository.ts'

/** The document of the page about pagination. */
async function documented(): Promise<string> {
  const text = await readFile(inRepository('docs/pagination.md'), 'utf8')
  return /```yaml\n(# tracker\.yaml\n[\s\S]*?)```/.exec(text)![1]!
}

function query(request: UpstreamRequest, name: string): number {
  return Number(request.query.find(([key]) => key === name)?.[1] ?? Number.NaN)
}

const numbers = (count: number, from: number): number[] => Array.from({ length: count }, (_, index) => from + index)

const issues: Reply = (response, request) => {
  const page = query(request, 'page')
  const rest = Math.max(0, Math.min(50, 120 - (page - 1) * 50))
  return json({ data: numbers(rest, (page - 1) * 50 + 1).map((number) => ({ number, title: `#${number}` })) })(response, request)
}

/** Seven cursors of 30 events. */
const events: Reply = (response, request) => {
  const at = Number(request.query.find(([key]) => key === 'after')?.[1]?.slice(1) ?? 0)
  return json({ events: numbers(30, at * 30), meta: { cursor: at < 6 ? `c${at + 1}` : null } })(response, request)
}

let api: Upstream
let host: Host
let client: Client | undefined

beforeEach(async () => {
  api = await upstream({ 'GET /api/issues': issues, 'GET /api/events': events })
  const engine = createEngine({ plugins: standardPlugins({ env: {} }) })
  const capability = await engine.load({ text: await documented(), name: 'tracker.yaml' }, { strict: true })
  host = engine.host([capability], { anyPort: true, baseUris: { tracker: `${api.url}/api` } })
  await host.start()
})

afterEach(async () => {
  await client?.close()
  client = undefined
  await host.stop({ graceMs: 0 })
  await api.close()
})

const urlOf = (namespace: string): string => host.endpoints.find((endpoint) => endpoint.namespace === namespace)!.url!
const rest = (path: string, init: RequestInit = {}): Promise<Response> => fetch(urlOf('tracker-rest') + path, init)

async function tools(): Promise<Client> {
  client = new Client({ name: 'test', version: '0' })
  await client.connect(new StreamableHTTPClientTransport(new URL(urlOf('tracker-mcp'))) as never)
  return client
}

describe('a list of several pages through REST', () => {
  it('is one list', async () => {
    const answer = await rest('/issues?state=open&page=9')
    expect([answer.status, answer.headers.get('naftiko-truncated')]).toEqual([200, null])
    expect(await answer.json()).toHaveLength(120)
    expect(api.requests.map(({ url }) => url)).toEqual([1, 2, 3].map((page) => `/api/issues?state=open&page=${page}&per_page=50`))
  })

  it('can be mapped', async () => {
    expect(await (await rest('/titles')).json()).toEqual(numbers(120, 1).map((number) => `#${number}`))
  })

  it('says when it was cut, and is had to its end by going on', async () => {
    const first = await rest('/events')
    expect(['truncated', 'next', 'skip'].map((name) => first.headers.get(`naftiko-${name}`))).toEqual(['maxItems', 'c3', '10'])
    const second = await rest('/events?after=c3')
    const third = await rest(`/events?after=${second.headers.get('naftiko-next')}`)
    expect(third.headers.get('naftiko-truncated')).toBeNull()
    const skipped = Number(second.headers.get('naftiko-skip'))
    const all = [
      ...((await first.json()) as number[]),
      ...((await second.json()) as number[]).slice(10),
      ...((await third.json()) as number[]).slice(skipped),
    ]
    expect(all).toEqual(numbers(210, 0))
  })

  it('fails as a whole, with the answer of the API', async () => {
    api.on('GET /api/issues', (response, request) =>
      (query(request, 'page') < 3 ? issues : json({ error: 'third' }, { status: 500 }))(response, request),
    )
    const answer = await rest('/issues')
    expect([answer.status, await answer.json()]).toEqual([500, { error: 'third' }])
  })

  it('does not offer the parameters that lead from page to page, unless it exposes them', async () => {
    const { paths } = (await (await rest('/openapi.json')).json()) as {
      paths: Record<string, { get: { parameters?: { name: string }[] } }>
    }
    const names = (path: string): string[] => (paths[path]!.get.parameters ?? []).map(({ name }) => name)
    expect([names('/issues'), names('/events')]).toEqual([['state'], ['after']])
  })
})

describe('a streamed list through REST', () => {
  /** What comes over the wire: pieces in order, and what follows them. */
  function read(path: string): Promise<{ response: http.IncomingMessage; text: () => Promise<string> }> {
    return new Promise((resolve, reject) => {
      http
        .get(urlOf('tracker-rest') + path, (response) =>
          resolve({
            response,
            text: async () => {
              let text = ''
              for await (const piece of response) text += String(piece)
              return text
            },
          }),
        )
        .on('error', reject)
    })
  }

  const lines =
    (pages: number): Reply =>
    (response, request) => {
      const offset = query(request, 'offset')
      return json({ lines: offset < pages ? [`${offset} ${'x'.repeat(100_000)}`] : [] })(response, request)
    }

  it('waits for a caller who is slow', async () => {
    api.on('GET /api/log', lines(200))
    const { response, text } = await read('/log')
    await new Promise((resolve) => setTimeout(resolve, 300))
    const ahead = api.requests.length
    expect(ahead).toBeLessThan(100)
    expect(JSON.parse(await text())).toHaveLength(200)
    expect(api.requests).toHaveLength(201)
    expect(response.trailers).toEqual({})
  })

  it('says after its body that it was cut', async () => {
    api.on('GET /api/log', (response, request) => json({ lines: [query(request, 'offset')] })(response, request))
    const { response, text } = await read('/log')
    expect(response.headers['trailer']).toContain('naftiko-truncated')
    expect(JSON.parse(await text())).toHaveLength(1000)
    expect(response.trailers).toEqual({ 'naftiko-truncated': 'maxPages', 'naftiko-next': '1000' })
  })

  it('breaks off when a page fails', async () => {
    api.on('GET /api/log', (response, request) => (query(request, 'offset') < 2 ? lines(9) : json({}, { status: 500 }))(response, request))
    const { text } = await read('/log')
    await expect(text()).rejects.toThrow('aborted')
  })

  it('ends upstream when its caller hangs up', async () => {
    api.on('GET /api/log', (response, request) => (query(request, 'offset') < 2 ? lines(9) : silence())(response, request))
    const { response } = await read('/log')
    response.resume()
    for (let asked = 0; asked < 3; asked += 1) await api.next()
    response.destroy()
    await expect(api.requests[2]!.aborted).resolves.toBeUndefined()
  })
})

describe('a list of several pages through MCP', () => {
  it('is the result of a tool that knows of no pages', async () => {
    const mcp = await tools()
    const { tools: listed } = await mcp.listTools()
    expect(Object.keys(listed.find(({ name }) => name === 'issues')!.inputSchema.properties ?? {})).toEqual(['state'])
    const { content } = (await mcp.callTool({ name: 'issues', arguments: { state: 'open' } })) as { content: { text: string }[] }
    expect(content).toHaveLength(1)
    expect(JSON.parse(content[0]!.text)).toHaveLength(120)
  })

  it('tells the model when it was cut, and where to go on', async () => {
    const mcp = await tools()
    const { content } = (await mcp.callTool({ name: 'events', arguments: {} })) as { content: { text: string }[] }
    expect(JSON.parse(content[0]!.text)).toHaveLength(100)
    expect(content[1]!.text).toBe(
      'This list is not complete: it was cut by maxItems; the rest begins at "c3", whose first 10 items are in this list already.',
    )
    const rest = (await mcp.callTool({ name: 'events', arguments: { after: 'c6' } })) as { content: { text: string }[] }
    expect(rest.content).toHaveLength(1)
  })

  it('is a report where the document says so, by POST too', async () => {
    api.on('POST /api/search', (response, request) => {
      const { cursor, ...body } = request.json() as Record<string, string>
      return json({ hits: [{ ...body, after: cursor ?? '' }], next: cursor === undefined ? 'c1' : null })(response, request)
    })
    const mcp = await tools()
    const result = await mcp.callTool({ name: 'search', arguments: { text: 'a "b"' } })
    expect(result.structuredContent).toEqual({
      items: [
        { text: 'a "b"', after: '' },
        { text: 'a "b"', after: 'c1' },
      ],
      pages: 2,
      truncated: false,
      reason: null,
      next: null,
    })
  })

  it('fails with what the API says', async () => {
    api.on('GET /api/issues', (response, request) =>
      (query(request, 'page') < 2 ? issues : json({ error: 'second' }, { status: 403 }))(response, request),
    )
    const result = await (await tools()).callTool({ name: 'issues', arguments: {} })
    expect(result).toMatchObject({ isError: true, content: [{ text: '{"error":"second"}' }] })
  })
})

describe('a list of several pages in steps', () => {
  const two: Reply = json({ data: [{ number: 1 }, { number: 2 }] })
  const comments: Reply = (response, request) => {
    const issue = request.path.split('/')[3]
    const page = query(request, 'p') || 1
    const link = page < 3 ? { link: `<${request.path}?p=${page + 1}>; rel="next"` } : {}
    return json([`${issue}.${page}`], { headers: { 'content-type': 'application/json', ...link } })(response, request)
  }

  it('is one list for each item of another', async () => {
    api.on('GET /api/issues', two).on('GET /api/issues/{number}/comments', comments)
    expect(await (await rest('/discussed')).json()).toEqual({
      issues: [1, 2],
      comments: [
        ['1.1', '1.2', '1.3'],
        ['2.1', '2.2', '2.3'],
      ],
    })
  })

  it('fails the step when one page of one of them fails', async () => {
    api.on('GET /api/issues', two).on('GET /api/issues/{number}/comments', (response, request) => {
      const isLast = request.path.includes('/2/') && query(request, 'p') === 2
      return (isLast ? json({ error: 'gone' }, { status: 410 }) : comments)(response, request)
    })
    const answer = await rest('/discussed')
    expect([answer.status, await answer.json()]).toMatchObject([
      410,
      { step: 'comments (item 2)', upstream: { status: 410, body: { error: 'gone' } } },
    ])
  })
})
