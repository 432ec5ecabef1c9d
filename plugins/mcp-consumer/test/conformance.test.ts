import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { consumerConformance } from '@naftiko/testing'
import { mcpConsumer } from '../src/index.ts'
import { sdk1 } from './servers/sdk-1.ts'
import { sdk2 } from './servers/sdk-2.ts'
import { type TestServer, testServer } from './servers/test-server.ts'

const TOKEN = 'sk-secret-of-the-tests'

describe.each([
  ['with a handshake', sdk1],
  ['without sessions', sdk2],
])('the contract of consumers, over HTTP %s', (_, protocol) => {
  let server: TestServer

  beforeAll(async () => {
    server = await testServer(protocol)
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const checks = consumerConformance({
    make: () => mcpConsumer(),
    entry: () => ({
      type: 'mcp',
      namespace: 'books',
      baseUri: server.url,
      authentication: { type: 'bearer', token: '{{TOKEN}}' },
      tools: [
        { name: 'get', tool: 'echo', inputParameters: [{ name: 'isbn', type: 'string', required: true }] },
        { name: 'fails' },
        { name: 'hang' },
      ],
    }),
    variables: { TOKEN },
    call: { operation: 'get', input: { isbn: '1' } },
    failing: { operation: 'fails' },
    pending: { operation: 'hang', reached: () => server.arrival('hang') },
  })

  it.each(checks)('$title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined()
  })
})

describe('the contract of consumers, with a process', () => {
  const checks = consumerConformance({
    make: () => mcpConsumer(),
    entry: {
      type: 'mcp',
      namespace: 'books',
      command: process.execPath,
      args: [fileURLToPath(new URL('servers/library.js', import.meta.url)), '2'],
      env: { TOKEN: '{{TOKEN}}' },
      tools: { get: { tool: 'echo' }, fails: {}, hang: {} },
    },
    variables: { TOKEN },
    call: { operation: 'get', input: { isbn: '1' } },
    failing: { operation: 'fails' },
    pending: { operation: 'hang' },
  })

  it.each(checks)('$title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined()
  })
})
