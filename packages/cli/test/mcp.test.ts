import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { standardPlugins } from '@naftiko/standard'
import { refusedUrl } from '@naftiko/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import type { Build } from '../src/index.ts'
import { libraryServer } from './mcp-server.js'
import { finish, folderWith } from './terminal.ts'

const build: Build = { plugins: async (env) => standardPlugins({ env }) }
const script = fileURLToPath(new URL('mcp-server.js', import.meta.url))

/** The server of these tests at an address, without sessions. */
async function served(): Promise<{ readonly url: string; readonly seen: IncomingMessage['headers'][] }> {
  const seen: IncomingMessage['headers'][] = []
  const http = createServer((request, response) => {
    seen.push(request.headers)
    const transport = new StreamableHTTPServerTransport({})
    const server = libraryServer()
    response.on('close', () => void server.close())
    void server.connect(transport as Parameters<typeof server.connect>[0]).then(() => transport.handleRequest(request, response))
  }).listen(0, '127.0.0.1')
  await once(http, 'listening')
  onTestFinished(() => {
    http.closeAllConnections()
    http.close()
  })
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`, seen }
}

const TOOLS = [
  {
    name: 'library-find_book',
    tool: 'library.find_book',
    label: 'Find a book',
    description: 'Finds a book by its number.',
    hints: { readOnly: true, openWorld: false },
    inputParameters: [
      { name: 'isbn', type: 'string', description: 'Number of the book.', pattern: '^[0-9]+$', required: true },
      { name: 'language', type: 'string', enum: ['en', 'fr'] },
      { name: 'page', type: 'integer' },
      { name: 'where', type: 'object', properties: { shelf: { type: 'string', required: true }, near: expect.anything() as unknown } },
    ],
    outputSchema: { type: 'object', properties: { title: { type: 'string' } } },
  },
  { name: 'library-find_book-2', tool: 'library find_book', inputParameters: [{ name: 'any', type: 'json' }] },
  { name: 'close', description: 'Closes the library.', hints: { destructive: true }, inputParameters: [] },
]

describe('naftiko import mcp', () => {
  it('writes down the tools of a server at an address, with their inputs', async () => {
    const { url } = await served()
    const { exitCode, stdout, stderr } = await finish(['import', 'mcp', url], { build })
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(parse(stdout)).toEqual({
      naftiko: '1.0.0-alpha2',
      info: { label: 'Great Library', description: 'Books of a great library.' },
      capability: {
        consumes: [{ type: 'mcp', namespace: 'great-library', description: 'Books of a great library.', baseUri: url, tools: TOOLS }],
      },
    })
  })

  it('asks with a token, and writes down its variable', async () => {
    const { url, seen } = await served()
    const env = { LIBRARY_TOKEN: 'sk-secret' }
    const { exitCode, stdout } = await finish(['import', 'mcp', url, '--token-variable', 'LIBRARY_TOKEN', '--namespace', 'books'], {
      build,
      env,
    })
    expect(exitCode).toBe(0)
    expect(seen.every(({ authorization }) => authorization === 'Bearer sk-secret')).toBe(true)
    expect(stdout).not.toContain('sk-secret')
    expect(parse(stdout)).toMatchObject({
      capability: {
        binds: [{ namespace: 'env', keys: { LIBRARY_TOKEN: 'LIBRARY_TOKEN' } }],
        consumes: [{ namespace: 'books', authentication: { type: 'bearer', token: '{{LIBRARY_TOKEN}}' } }],
      },
    })
  })

  it('starts a server that is a process, and what it writes runs', async () => {
    const cwd = await folderWith({})
    const env = { LIBRARY_TOKEN: 'sk-secret' }
    const command = ['--', process.execPath, script, '--quiet']
    const argv = [
      'import',
      'mcp',
      '--expose',
      'rest,mcp',
      '--namespace',
      'books',
      '--env',
      'LIBRARY_TOKEN',
      '--output',
      'books.yaml',
      ...command,
    ]
    const { exitCode, stdout, stderr } = await finish(argv, { build, cwd, env })
    expect([exitCode, stdout]).toEqual([0, ''])
    expect(stderr).toBe('wrote books.yaml with 3 operations; next: naftiko run books.yaml\n')
    expect(await readFile(path.join(cwd, 'books.yaml'), 'utf8')).not.toContain('sk-secret')
    expect(await finish(['validate', 'books.yaml', '--strict'], { build, cwd })).toMatchObject({ exitCode: 0 })
    for (const operation of ['books.library-find_book', 'books-mcp.library-find_book', 'books-rest.library-find_book-op']) {
      const called = await finish(['call', 'books.yaml', operation, 'isbn=007', 'page=2'], { build, cwd, env })
      expect([operation, called.exitCode, JSON.parse(called.stdout)]).toEqual([
        operation,
        0,
        { title: 'Emma', given: { isbn: '007', page: 2 }, token: 'sk-secret' },
      ])
    }
  })

  it.each([
    [[], 'name the MCP server'],
    [['http://127.0.0.1:1/mcp', 'more'], 'one address is all that is needed'],
    [['http://ann:secret@127.0.0.1:1/mcp'], 'an address with a credential in it is not written down'],
    [['http://127.0.0.1:1/mcp', '--token-variable', 'NOT_SET'], 'the variable NOT_SET has no value'],
    [['http://127.0.0.1:1/mcp', '--env', 'PATH'], '--env is for servers that are started as a process'],
    [['http://127.0.0.1:1/mcp', '--base-uri', 'http://x'], '--base-uri has no meaning for import mcp'],
    [['--token-variable', 'A', '--', 'node'], '--token-variable is for servers at an address'],
  ])('refuses %j', async (argv, message) => {
    expect(await finish(['import', 'mcp', ...argv], { build })).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining(message) as string,
    })
  })

  it('says why a server cannot be asked', async () => {
    const refused = await finish(['import', 'mcp', await refusedUrl()], { build })
    expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('could not be reached: it refuses connections')])
    const missing = await finish(['import', 'mcp', '--', 'no-such-program-anywhere'], { build })
    expect([missing.exitCode, missing.stderr]).toEqual([1, expect.stringContaining('there is no such program')])
  })
})
