import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { createEngine } from '@naftiko/core'
import type { JsonObject } from '@naftiko/plugin-api'
import { standardPlugins } from '@naftiko/standard'
import { json, upstream, type Upstream, type UpstreamRequest } from '@naftiko/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { importOpenApi } from '../../src/index.ts'
import { describedRequests, type DescribedRequest } from './described-requests.ts'
import { publishedDocuments } from './documents.ts'
import { encoded, meantBy, received } from './bodies.ts'
import { Routes } from './routes.ts'

let api: Upstream
beforeAll(async () => {
  api = await upstream({ '* /*': json({ ok: true }) })
})
afterAll(() => api.close())

describe.each(publishedDocuments())('$name', ({ file }) => {
  it('becomes a capability without a finding, whose requests are those that it describes', { timeout: 120_000 }, async () => {
    const requests = await describedRequests(file)
    const { text } = await importOpenApi(readFileSync(file, 'utf8'), {
      expose: ['rest', 'mcp'],
      source: file,
      namespace: 'api',
      baseUri: api.url,
    })
    const engine = createEngine({ plugins: standardPlugins({ env: {} }) })
    const capability = await engine.load({ text }, { strict: true })
    // That one value goes to two places is so in the API itself.
    expect(capability.diagnostics.filter(({ code }) => code !== 'NAFTIKO_PATH_VARIABLE_TAKEN')).toEqual([])
    const host = engine.host([capability], { anyPort: true })
    await host.start()
    try {
      const routes = new Routes(parse(text) as JsonObject)
      const rest = host.endpoints.find(({ type }) => type === 'rest')!.url!.replace(/\/$/, '')
      const different: unknown[] = []
      const compare = async (of: string, request: DescribedRequest, send: () => Promise<unknown>): Promise<void> => {
        const before = api.requests.length
        const answer = await send().catch(String)
        const got = await Promise.all(api.requests.slice(before).map((one) => asSeen(one, request)))
        const wanted = [asWanted(request)]
        if (!isDeepStrictEqual(got, wanted)) different.push({ of, wanted, got, answer })
      }
      for (const request of requests) {
        const name = `${request.method} ${request.path}`
        const tool = routes.toolOf(request)
        if (tool === undefined) different.push({ of: name, answer: 'there is no tool for it' })
        else await compare(`tool for ${name}`, request, () => host.invoke(tool.call, tool.argumentsOf(request)))
        if (routes.isServed(request)) await compare(`route ${name}`, request, () => fetched(rest, request))
      }
      expect(different).toEqual([])
    } finally {
      await host.stop({ graceMs: 0 })
    }
  })
})

async function fetched(rest: string, { url, method, headers, mediaType, body }: DescribedRequest): Promise<string> {
  const answer = await fetch(rest + url, {
    method,
    headers: { ...headers, ...(mediaType === undefined || mediaType.startsWith('multipart/') ? {} : { 'content-type': mediaType }) },
    ...(mediaType === undefined ? {} : { body: encoded(mediaType, body!) as never }),
  })
  return `${answer.status} ${await answer.text()}`
}

function asWanted({ method, url, headers, mediaType, body }: DescribedRequest): unknown {
  return { method, ...urlOf(url), headers, body: mediaType === undefined ? undefined : meantBy(mediaType, body!) }
}

async function asSeen({ method, url, headers, ...request }: UpstreamRequest, { headers: sent }: DescribedRequest): Promise<unknown> {
  const named = Object.keys(sent).map((name) => [name, headers[name]])
  return { method, ...urlOf(url), headers: Object.fromEntries(named), body: await received(headers['content-type'], request.body) }
}

function urlOf(url: string): { path: string; query: readonly (readonly [string, string])[] } {
  const { pathname, searchParams } = new URL(url, 'http://x')
  return { path: decodeURIComponent(pathname), query: [...searchParams].map(([name, value]) => [name, numeric(value)] as const).toSorted() }
}

/** `2.0` and `2` are one number. */
function numeric(text: string): string {
  return /^\d+\.\d+$/.test(text) ? String(Number(text)) : text
}
