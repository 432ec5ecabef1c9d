import { describe, expect, it } from 'vitest'
import { exposerConformance } from '@naftiko/testing'
import { skillExposer } from '../src/index.ts'

describe('the contract of plugins', () => {
  const checks = exposerConformance({
    make: () => skillExposer(),
    entry: {
      type: 'skill',
      namespace: 'handbook',
      skills: [{ name: 'greeting', description: 'How to greet.', tools: [{ name: 'greet', description: 'Greets.', call: 'sample.call' }] }],
    },
    call: { operation: 'greet' },
  })

  it.each(checks)('$title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined()
  })
})
