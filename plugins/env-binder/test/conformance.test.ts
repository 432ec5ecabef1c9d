import { binderConformance } from '@naftiko/testing'
import { describe, expect, it } from 'vitest'
import { envBinder } from '../src/index.ts'

describe('the contract of binders', () => {
  const checks = binderConformance({
    make: () => envBinder({ env: { MY_TOKEN: 't' } }),
    entry: { namespace: 'env', keys: { TOKEN: 'MY_TOKEN' } },
    expected: { TOKEN: 't' },
  })

  it.each(checks)('$title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined()
  })
})
