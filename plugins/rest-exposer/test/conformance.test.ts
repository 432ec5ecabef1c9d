import { describe, expect, it } from 'vitest'
import { exposerConformance } from '@naftiko/testing'
import { restExposer } from '../src/index.ts'

describe('the contract of plugins', () => {
  const checks = exposerConformance({
    make: () => restExposer(),
    entry: {
      type: 'rest',
      namespace: 'front',
      resources: [{ path: '/enter', operations: [{ method: 'GET', name: 'enter', call: 'sample.call' }] }],
    },
    call: { operation: 'enter' },
    request: { method: 'GET', path: '/enter' },
  })

  it.each(checks)('$title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined()
  })
})
