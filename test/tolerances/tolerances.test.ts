import { describe, expect, it } from 'vitest'
import { DEAD } from './dead.ts'
import { MUST } from './must.ts'
import { observe } from './observe.ts'
import { REFUSED } from './refused.ts'
import { SHOULD } from './should.ts'
import type { Tolerance } from './tolerance.ts'

/** The document is served, sends what it means, and says what was understood; where warnings count as errors it is not accepted. */
async function check({ document, calls, sends, reports, answers = [], options = {} }: Tolerance): Promise<void> {
  const seen = await observe(document, calls, options)
  expect({ sent: seen.sent, codes: seen.codes.toSorted() }).toEqual({ sent: sends, codes: reports.toSorted() })
  expect(seen.strictly).toBe(reports.length === 0)
  for (const [index, answer] of seen.answers.entries()) {
    if (answers[index] === undefined) expect(answer).toMatch(/^(?:2\d\d|ok)/)
    else expect(answer.slice(0, answers[index].length)).toBe(answers[index])
  }
}

const named = (list: readonly Tolerance[]): readonly (readonly [string, Tolerance])[] => list.map((one) => [one.title, one] as const)

describe('what documents do beyond the published schema', () => {
  it.each(named(MUST))('%s', (_, tolerance) => check(tolerance))
  it.each(named(SHOULD))('%s', (_, tolerance) => check(tolerance))
})

describe('what cannot be done is served all the same, and answers with an error', () => {
  it.each(named(DEAD))('%s', (_, tolerance) => check(tolerance))
})

describe('what is refused, with a reason and its place', () => {
  it.each(REFUSED)('%s', async (_, text, code, line) => {
    const { diagnostics } = await observe(text, [])
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toContainEqual(expect.objectContaining({ code, line }))
  })
})

describe('what is there again and again', () => {
  it('is told once, with its first place and how often it is there', async () => {
    const tools = Array.from({ length: 200 }, (_, index) => ({ name: `t${index}`, description: 'd', call: 'gone.op', extra: 1 }))
    const text = JSON.stringify({
      naftiko: '1.0.0-alpha2',
      capability: { consumes: [], exposes: [{ type: 'mcp', namespace: 'm', tools }] },
    })
    const { messages } = await observe(text, [])
    expect(messages).toHaveLength(2)
    for (const message of messages) expect(message).toContain('(and 199 more like this in the same entry)')
  })
})
