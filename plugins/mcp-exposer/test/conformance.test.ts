import { describe, expect, it } from 'vitest'
import { exposerConformance } from '@naftiko/testing'
import { mcpExposer } from '../src/index.ts'

describe('the contract of plugins', () => {
  const checks = exposerConformance({
    make: () => mcpExposer(),
    entry: { type: 'mcp', namespace: 'front', transport: 'http', tools: [{ name: 'enter', description: 'Enters.', call: 'sample.call' }] },
    call: { operation: 'enter' },
    request: {
      method: 'POST',
      path: '/mcp',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'enter', arguments: {} } }),
    },
  })

  it.each(checks)('$title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined()
  })
})
