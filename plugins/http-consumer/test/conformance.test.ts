import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { consumerConformance, json, silence, type Upstream, upstream } from '@naftiko/testing'
import { httpConsumer } from '../src/index.ts'

let api: Upstream

beforeAll(async () => {
  api = await upstream({
    'GET /books/{isbn}': json({ title: 'x' }),
    'GET /missing': json({ error: 'no such book' }, { status: 404 }),
    'GET /silent': silence(),
  })
})

afterAll(() => api.close())

describe('the contract of consumers', () => {
  const checks = consumerConformance({
    make: () => httpConsumer(),
    entry: () => ({
      type: 'http',
      namespace: 'books',
      baseUri: api.url,
      authentication: { type: 'bearer', token: '{{TOKEN}}' },
      resources: [
        { path: '/books/{isbn}', operations: [{ name: 'get', method: 'GET' }] },
        { path: '/missing', operations: [{ name: 'missing', method: 'GET' }] },
        { path: '/silent', operations: [{ name: 'silent', method: 'GET' }] },
      ],
    }),
    variables: { TOKEN: 'sk-secret-of-the-tests' },
    call: { operation: 'get', input: { isbn: '1' } },
    failing: { operation: 'missing' },
    pending: { operation: 'silent', reached: () => api.next() },
  })

  it.each(checks)('$title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined()
  })
})
