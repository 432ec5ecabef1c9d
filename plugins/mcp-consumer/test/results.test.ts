import type { Collected, Outcome } from '@naftiko/plugin-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Consumed, consumed } from './consumed.ts'
import { PIXEL, TOOLS } from './servers/answers.ts'
import { sdk2 } from './servers/sdk-2.ts'
import { type TestServer, testServer } from './servers/test-server.ts'

let server: TestServer
let books: Consumed

beforeAll(async () => {
  server = await testServer(sdk2)
  const tools = Object.keys(TOOLS).map((name) => ({ name }))
  books = await consumed({
    baseUri: server.url,
    tools: [
      ...tools,
      { name: 'as-text', tool: 'json', outputRawFormat: 'text' },
      { name: 'lines-of-text', tool: 'rows', outputRawFormat: 'text' },
    ],
  })
})

afterAll(async () => {
  await books[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

/** The same without what is said elsewhere. */
function shown(collected: Collected): object {
  const { metadata: _metadata, blocks: _blocks, ...rest } = collected
  return 'bytes' in rest ? { ...rest, bytes: Buffer.from(rest.bytes).toString('base64') } : rest
}

describe('the result of a tool', () => {
  it.each([
    ['structured content', 'echo', { kind: 'json', value: { given: {} } }],
    ['one text', 'words', { kind: 'text', text: 'Hello, Ann.', mediaType: 'text/plain; charset=utf-8' }],
    ['several texts, as lines', 'lines', { kind: 'text', text: 'one\ntwo', mediaType: 'text/plain; charset=utf-8' }],
    ['several texts that are JSON, as a list', 'rows', { kind: 'json', value: [{ id: 1 }, { id: 2 }] }],
    [
      'the same where text is wanted',
      'lines-of-text',
      { kind: 'text', text: '{"id":1}\n{"id":2}', mediaType: 'text/plain; charset=utf-8' },
    ],
    ['an image, as bytes', 'picture', { kind: 'bytes', bytes: PIXEL, mediaType: 'image/png' }],
    ['a sound, as bytes', 'sound', { kind: 'bytes', bytes: 'AP8B', mediaType: 'audio/wav' }],
    ['a file, as bytes', 'file', { kind: 'bytes', bytes: 'AP8B', mediaType: 'application/x-thing' }],
    ['a file that is text', 'page', { kind: 'text', text: '# Ü', mediaType: 'text/markdown; charset=utf-8' }],
    ['nothing', 'nothing', { kind: 'empty' }],
    [
      'text and an image, as its blocks',
      'mixed',
      {
        kind: 'json',
        value: [
          { type: 'text', text: 'a pixel' },
          { type: 'image', data: PIXEL, mimeType: 'image/png' },
        ],
      },
    ],
    ['a link, as its block', 'link', { kind: 'json', value: [{ type: 'resource_link', uri: 'file:///a.md', name: 'a' }] }],
  ])('is %s', async (_, tool, expected) => {
    expect(shown(await books.call(tool))).toEqual(expected)
  })

  it('that is JSON in a text stays the text that it is for whoever does not read it', async () => {
    const outcome = (await books.invoke('json')) as Extract<Outcome, { kind: 'stream' }>
    expect(outcome.mediaType).toBe('application/json')
    const chunks: Uint8Array[] = []
    for await (const chunk of outcome.chunks) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toBe('{"id": 12345678901234567890, "title": "Emma"}')
    expect(await books.call('as-text')).toMatchObject({ kind: 'text', mediaType: 'text/plain; charset=utf-8' })
  })

  it.each(Object.keys(TOOLS).filter((name) => ['words', 'json', 'lines', 'picture', 'file', 'mixed', 'echo'].includes(name)))(
    '%s has its blocks beside it',
    async (tool) => {
      const { content } = (await TOOLS[tool]!({ args: {} } as never)) as { content: object[] }
      expect((await books.call(tool)).blocks).toEqual(content)
    },
  )
})
