import { describe, expect, it } from 'vitest'
import { exposerConformance } from '@naftiko/testing'
import { controlExposer } from '../src/index.ts'

describe('the contract of plugins', () => {
  const checks = exposerConformance({
    make: () => controlExposer(),
    entry: {
      type: 'control',
      namespace: 'control',
      management: { info: true, validate: true, logs: { stream: true, 'level-control': false } },
    },
  })

  it.each(checks)('$title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined()
  })
})
