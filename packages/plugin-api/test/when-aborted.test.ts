import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { LinkedSet, whenAborted } from '../src/index.ts'

const heard = (): { count: number; onAbort(): void } => ({
  count: 0,
  onAbort() {
    this.count += 1
  },
})

describe('whoever wants to know when a signal aborts', () => {
  it('is told once', () => {
    const controller = new AbortController()
    const one = heard()
    whenAborted(controller.signal, one)
    controller.abort()
    controller.abort()
    expect(one.count).toBe(1)
  })

  it('is not told after it left, and may leave while others are told', () => {
    const controller = new AbortController()
    const [left, last] = [heard(), heard()]
    whenAborted(controller.signal, left).leave()
    const own = whenAborted(controller.signal, { onAbort: () => own.leave() })
    whenAborted(controller.signal, last)
    controller.abort()
    expect([left.count, last.count]).toEqual([0, 1])
  })

  it('is not told of what was before', () => {
    const one = heard()
    whenAborted(AbortSignal.abort(), one)
    expect(one.count).toBe(0)
  })
})

describe('what stays on a signal', () => {
  it('is nothing, once everybody left: Node keeps a derived signal for as long as somebody listens to it', () => {
    const { signal } = new AbortController()
    const derived = AbortSignal.any([signal])
    const places = [whenAborted(derived, heard()), whenAborted(derived, heard())]
    expect(getEventListeners(derived, 'abort')).not.toEqual([])
    for (const place of places) place.leave()
    expect(getEventListeners(derived, 'abort')).toEqual([])
  })
})

describe('a linked set', () => {
  it('has its members in their order, without those that left', () => {
    const set = new LinkedSet<string>()
    const [, b] = ['a', 'b', 'c'].map((member) => set.add(member))
    b!.leave()
    b!.leave()
    expect([...set]).toEqual(['a', 'c'])
  })
})
