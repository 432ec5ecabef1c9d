import { describe, expect, it } from 'vitest'
import { same } from '../../src/guard/same.ts'

describe('same', () => {
  it.each([
    ['secret', 'secret', true],
    ['ä→', 'ä→', true],
    ['secret', 'secres', false],
    ['secret', 'secret ', false],
    ['secret', 'Secret', false],
    ['', 'secret', false],
    ['x'.repeat(100_000), 'x', false],
  ])('says of %.10s and %s: %s', (given, expected, result) => {
    expect(same(given, expected)).toBe(result)
  })
})
