import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { CancelledError, InputError, UnavailableError, UpstreamError } from '@naftiko/plugin-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ResourceEntry } from '../src/index.ts'
import { type Called, json, stream } from './link-context.ts'
import { connect, entryOf, post, serve } from './served.ts'

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 255])

interface Answer {
  readonly result?: { readonly contents: readonly object[] }
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown }
}

async function read(resource: ResourceEntry, uri: string, called: Called = {}) {
  await using served = await serve(entryOf([], { resources: [resource], maxBinarySize: '1KiB' }), { 'api.x': called })
  const response = await post(served.url, { jsonrpc: '2.0', id: 1, method: 'resources/read', params: { uri } })
  return { ...((await response.json()) as Answer), status: response.status, invocation: served.invocations[0], problems: served.problems }
}

async function list(resources: readonly ResourceEntry[], method = 'resources/list', params: object = {}, more: object = {}) {
  await using served = await serve(entryOf([], { resources, ...more }), { 'api.x': {} })
  const response = await post(served.url, { jsonrpc: '2.0', id: 1, method, params })
  return (await response.json()) as { result: Record<string, object[]> & { nextCursor?: string }; error?: { code: number } }
}

describe('files as resources', () => {
  let outside: string
  let folder: string
  let docs: ResourceEntry

  beforeAll(async () => {
    outside = await mkdtemp(path.join(tmpdir(), 'resources-'))
    folder = path.join(outside, 'docs')
    await mkdir(path.join(folder, 'deep', 'er'), { recursive: true })
    await mkdir(path.join(folder, '.git'))
    await mkdir(`${folder}-next-door`)
    await writeFile(path.join(outside, 'secret.txt'), 'secret')
    await writeFile(path.join(`${folder}-next-door`, 'x.txt'), 'next door')
    await writeFile(path.join(folder, 'guide.md'), '# Grüße')
    await writeFile(path.join(folder, 'picture.png'), PNG)
    await writeFile(path.join(folder, 'deep', 'er', 'data.json'), '{"a":1}')
    await writeFile(path.join(folder, 'a b#c?.txt'), 'odd name')
    await writeFile(path.join(folder, 'no-extension'), 'plain')
    await writeFile(path.join(folder, 'bytes'), PNG)
    await writeFile(path.join(folder, 'large.txt'), 'x'.repeat(2000))
    await writeFile(path.join(folder, '.env'), 'TOKEN=secret')
    await writeFile(path.join(folder, '.git', 'config'), 'secret')
    await symlink(path.join(outside, 'secret.txt'), path.join(folder, 'leak.txt'))
    await symlink(outside, path.join(folder, 'out'))
    await symlink(path.join(folder, 'guide.md'), path.join(folder, 'alias.md'))
    docs = { name: 'docs', label: 'Docs', description: 'All of them.', uri: 'docs://all', location: pathToFileURL(folder).href }
  })
  afterAll(() => rm(outside, { recursive: true }))

  it('are listed one by one, in an order of their own, without what is hidden or elsewhere', async () => {
    const { result } = await list([docs])
    expect(result['resources']).toEqual([
      expect.objectContaining({ uri: 'docs://all/a%20b%23c%3F.txt', name: 'docs/a b#c?.txt' }),
      expect.objectContaining({ uri: 'docs://all/alias.md' }),
      { uri: 'docs://all/bytes', name: 'docs/bytes', title: 'Docs: bytes', description: 'All of them.', size: 6 },
      {
        uri: 'docs://all/deep/er/data.json',
        name: 'docs/deep/er/data.json',
        title: 'Docs: deep/er/data.json',
        description: 'All of them.',
        mimeType: 'application/json',
        size: 7,
      },
      expect.objectContaining({ uri: 'docs://all/guide.md', mimeType: 'text/markdown' }),
      expect.objectContaining({ uri: 'docs://all/large.txt' }),
      expect.objectContaining({ uri: 'docs://all/no-extension' }),
      expect.objectContaining({ uri: 'docs://all/picture.png', mimeType: 'image/png' }),
    ])
  })

  it.each<[string, object]>([
    ['guide.md', { mimeType: 'text/markdown', text: '# Grüße' }],
    ['alias.md', { mimeType: 'text/markdown', text: '# Grüße' }],
    ['deep/er/data.json', { mimeType: 'application/json', text: '{"a":1}' }],
    ['a%20b%23c%3F.txt', { mimeType: 'text/plain', text: 'odd name' }],
    ['picture.png', { mimeType: 'image/png', blob: Buffer.from(PNG).toString('base64') }],
    ['no-extension', { mimeType: 'text/plain', text: 'plain' }],
    ['bytes', { mimeType: 'application/octet-stream', blob: Buffer.from(PNG).toString('base64') }],
  ])('are read as what they are: %s', async (file, contents) => {
    const { result } = await read(docs, `docs://all/${file}`)
    expect(result?.contents).toEqual([{ uri: `docs://all/${file}`, ...contents }])
  })

  it('have the media type that the document says', async () => {
    const { result } = await read({ ...docs, mimeType: 'text/x-notes' }, 'docs://all/no-extension')
    expect(result?.contents).toMatchObject([{ mimeType: 'text/x-notes', text: 'plain' }])
  })

  it.each([
    'docs://all',
    'docs://all/',
    'docs://all/nowhere.md',
    'docs://all/deep',
    'docs://all/../secret.txt',
    'docs://all/%2e%2e/secret.txt',
    'docs://all/..%2Fsecret.txt',
    'docs://all/..%5Csecret.txt',
    'docs://all/deep/../../secret.txt',
    'docs://all/./guide.md',
    'docs://all//guide.md',
    'docs://all/guide.md%00.png',
    'docs://all/%E0%A4%A',
    'docs://all/leak.txt',
    'docs://all/out/secret.txt',
    'docs://all/.env',
    'docs://all/.git/config',
    'docs://all-next-door/x.txt',
    'docs://other/guide.md',
    'file:///etc/passwd',
  ])('do not exist at %s', async (uri) => {
    const { error, result } = await read(docs, uri)
    expect(result).toBeUndefined()
    expect(error).toEqual({ code: -32_002, message: `there is no resource "${uri}"`, data: { uri } })
  })

  it('that are too large are refused, and the limit is named', async () => {
    const { error } = await read(docs, 'docs://all/large.txt')
    expect(error).toMatchObject({ code: -32_603, message: expect.stringContaining('1024') as string })
    expect(JSON.stringify(error)).not.toContain(outside)
  })

  it('can be a single one, at the address itself', async () => {
    const guide = { ...docs, uri: 'docs://guide', location: pathToFileURL(path.join(folder, 'alias.md')).href }
    expect((await list([guide])).result['resources']).toEqual([
      { uri: 'docs://guide', name: 'docs', title: 'Docs', description: 'All of them.', mimeType: 'text/markdown' },
    ])
    expect((await read(guide, 'docs://guide')).result?.contents).toMatchObject([{ text: '# Grüße' }])
  })

  it('appear as soon as their folder does', async () => {
    const late = path.join(outside, 'late')
    await using served = await serve(entryOf([], { resources: [{ ...docs, location: pathToFileURL(late).href }] }))
    const client = await connect(served.url)
    expect((await client.listResources()).resources).toEqual([])
    await mkdir(late)
    await writeFile(path.join(late, 'now.txt'), 'here')
    expect((await client.listResources()).resources).toMatchObject([{ uri: 'docs://all/now.txt' }])
    expect((await client.readResource({ uri: 'docs://all/now.txt' })).contents).toMatchObject([{ text: 'here' }])
    await client.close()
  })
})

describe('resources that call something', () => {
  const profile: ResourceEntry = {
    name: 'profile',
    label: 'Profile',
    description: 'Of a user.',
    uri: 'data://users/{id}/profile',
    call: 'api.x',
  }
  const schema: ResourceEntry = { name: 'schema', uri: 'data://schema', mimeType: 'application/schema+json', call: 'api.x' }

  it('are listed as they are, or as templates', async () => {
    expect((await list([profile, schema])).result['resources']).toEqual([
      { uri: 'data://schema', name: 'schema', mimeType: 'application/schema+json' },
    ])
    expect((await list([profile, schema], 'resources/templates/list')).result['resourceTemplates']).toEqual([
      { uriTemplate: 'data://users/{id}/profile', name: 'profile', title: 'Profile', description: 'Of a user.' },
    ])
  })

  it('get the variables of their address as arguments', async () => {
    const { invocation, result } = await read(profile, 'data://users/a%20b/profile', { invoke: async () => json({ name: 'Ann' }) })
    expect(invocation).toMatchObject({ operation: 'things-mcp.profile', input: { id: 'a b' } })
    expect(result?.contents).toEqual([{ uri: 'data://users/a%20b/profile', mimeType: 'application/json', text: '{"name":"Ann"}' }])
  })

  it('read a variable as the type that the call takes, and say when it is none', async () => {
    const called: Called = {
      input: { payload: 'none', parameters: [{ name: 'id', required: true, in: 'path', schema: { type: 'integer' } }] },
    }
    const untyped = { ...profile, inputParameters: [{ name: 'id', type: 'integer' as const }] }
    expect((await read(untyped, 'data://users/7/profile', called)).invocation?.input).toEqual({ id: 7 })
    const { error, invocation } = await read(untyped, 'data://users/x/profile', called)
    expect(error).toMatchObject({ code: -32_602, message: expect.stringContaining('id') as string })
    expect(invocation).toBeUndefined()
  })

  it.each<[string, Called, Partial<ResourceEntry>, object]>([
    ['text', { invoke: async () => stream('text/plain; charset=utf-8', ['a']) }, {}, { mimeType: 'text/plain', text: 'a' }],
    ['bytes', { invoke: async () => stream('image/png', [PNG]) }, {}, { mimeType: 'image/png', blob: Buffer.from(PNG).toString('base64') }],
    ['nothing', { invoke: async () => stream('', [], 204) }, {}, { text: '' }],
    [
      'a text of JSON that is Markdown',
      { invoke: async () => json('# Hi') },
      { mimeType: 'text/markdown' },
      { mimeType: 'text/markdown', text: '# Hi' },
    ],
    ['a text of JSON', { invoke: async () => json('# Hi') }, {}, { mimeType: 'application/json', text: '"# Hi"' }],
    [
      'text that is declared binary',
      { invoke: async () => stream('text/csv', ['a,b']) },
      { binary: true },
      { mimeType: 'text/csv', blob: 'YSxi' },
    ],
  ])('are made of %s', async (_, called, more, contents) => {
    const { result } = await read({ name: 'x', uri: 'data://x', call: 'api.x', ...more }, 'data://x', called)
    expect(result?.contents).toEqual([{ uri: 'data://x', ...contents }])
  })

  it.each<[string, unknown, object]>([
    ['an error of the upstream', upstream(503, 'down'), { code: -32_603, data: { uri: 'data://schema', status: 503, upstream: 'down' } }],
    ['what the upstream does not have', upstream(404, '{}'), { code: -32_002, data: { uri: 'data://schema' } }],
    ['what the caller did wrong', new InputError('"id" is required'), { code: -32_602, message: '"id" is required' }],
    ['that the upstream is away', new UnavailableError('NAFTIKO_UPSTREAM_TIMEOUT', 'no answer'), { code: -32_603, message: 'no answer' }],
    ['that the host gave up', new CancelledError(), { code: -32_603 }],
  ])('never serve an error as content: %s', async (_, error, expected) => {
    expect((await read(schema, 'data://schema', { invoke: () => Promise.reject(error as Error) })).error).toMatchObject(expected)
  })

  it('show nothing of a bug', async () => {
    const { error } = await read(schema, 'data://schema', { invoke: () => Promise.reject(new Error('secret detail')) })
    expect(error).toMatchObject({ code: -32_603, data: { traceId: 'a'.repeat(32) } })
    expect(JSON.stringify(error)).not.toContain('secret')
  })

  it('that are too large are refused', async () => {
    const { error } = await read(schema, 'data://schema', { invoke: async () => stream('image/png', [new Uint8Array(2000)]) })
    expect(error).toMatchObject({ code: -32_603, message: expect.stringContaining('1024') as string })
  })

  it('tell their author when an input of the call has no source', async () => {
    const called: Called = {
      input: { payload: 'none', parameters: [{ name: 'region', required: true, in: 'query', schema: { type: 'string' } }] },
    }
    expect((await read(profile, 'data://users/7/profile', called)).problems).toMatchObject([
      {
        code: 'NAFTIKO_RESOURCE_INPUT',
        severity: 'warning',
        at: '/resources/0/uri',
        message: expect.stringContaining('"region"') as string,
      },
    ])
  })

  it.each([
    ['no address', {}],
    ['an address that is no text', { uri: 5 }],
    ['an endless address', { uri: `data://${'x'.repeat(10_000)}` }],
  ])('are not found with %s', async (_, params) => {
    expect((await list([schema], 'resources/read', params)).error).toMatchObject({ code: -32_602 })
  })
})

describe('long lists of resources', () => {
  const many = Array.from({ length: 5 }, (_, index): ResourceEntry => ({ name: `r${index}`, uri: `data://${index}`, call: 'api.x' }))

  it('come page by page, each resource once', async () => {
    await using served = await serve(entryOf([], { resources: many, pageSize: 2 }), { 'api.x': {} })
    const client = await connect(served.url)
    const names: string[] = []
    let cursor: string | undefined
    do {
      const { resources, nextCursor } = await client.listResources(cursor === undefined ? {} : { cursor })
      names.push(...resources.map(({ name }) => name))
      cursor = nextCursor
    } while (cursor !== undefined)
    expect(names).toEqual(['r0', 'r1', 'r2', 'r3', 'r4'])
    await client.close()
  })

  it.each(['', 'nonsense', Buffer.from('from 99').toString('base64url'), Buffer.from('from -1').toString('base64url'), 7])(
    'have no page at the cursor "%s"',
    async (cursor) => {
      expect((await list(many, 'resources/list', { cursor }, { pageSize: 2 })).error).toMatchObject({ code: -32_602 })
    },
  )
})

function upstream(status: number, body: string): UpstreamError {
  return new UpstreamError('the upstream said no', {
    status,
    mediaType: 'text/plain',
    body: new TextEncoder().encode(body),
    metadata: { status },
  })
}
