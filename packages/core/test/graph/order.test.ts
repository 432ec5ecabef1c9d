import { describe, expect, it } from 'vitest'
import { orderByNeeds, showCycle } from '../../src/graph/order.ts'

describe('orderByNeeds', () => {
  it('puts everything after what it needs', () => {
    const things = [
      { id: 'exposer', needs: ['a', 'b'] },
      { id: 'a', needs: ['c'] },
      { id: 'b', needs: ['c'] },
      { id: 'c', needs: [] },
    ]
    expect(orderByNeeds(things)).toEqual({ order: ['c', 'a', 'b', 'exposer'] })
  })

  it.each([
    [[{ id: 'a', needs: ['a'] }], 'a → a'],
    [
      [
        { id: 'x', needs: ['a'] },
        { id: 'a', needs: ['b'] },
        { id: 'b', needs: ['c'] },
        { id: 'c', needs: ['a'] },
      ],
      'a → b → c → a',
    ],
  ])('names a cycle as the chain that closes it', (things, chain) => {
    const result = orderByNeeds(things)
    expect('cycle' in result && showCycle(result.cycle)).toBe(chain)
  })

  it('ignores needs that nothing provides', () => {
    expect(orderByNeeds([{ id: 'a', needs: ['ghost'] }])).toEqual({ order: ['a'] })
  })
})
