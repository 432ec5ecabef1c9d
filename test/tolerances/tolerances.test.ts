import { describe, expect, it } from 'vitest'
import { DEAD } from './dead.ts'
import { MUST } from './must.ts'
import { observe } from './observe.ts'
import { REFUSED } from './refused.ts'
import { SHOULD } from './should.ts'
import type { Tolerance } from './tolerance.ts'

const SUCCESS = /^(?:2\d\d|ok)\b/

/** The document is served, sends what it means, and says what was understood; where warnings count as errors it is not accepted. */
async function outcomeOf({ document, calls, answers = [], options = {} }: Tolerance): Promise<object> {
  const seen = await observe(document, calls, options)
  const shown = seen.answers.map((answer, index) => {
    const expected = answers[index]
    return expected === undefined ? (SUCCESS.test(answer) ? 'fine' : answer) : answer.slice(0, expected.length)
  })
  return { sent: seen.sent, reports: seen.codes.toSorted(), strictly: seen.strictly, answers: shown }
}

function expected({ calls, sends, reports, answers = [] }: Tolerance): object {
  const shown = calls.map((_, index) => answers[index] ?? 'fine')
  return { sent: sends, reports: reports.toSorted(), strictly: reports.length === 0, answers: shown }
}

const named = (list: readonly Tolerance[]): readonly (readonly [string, Tolerance])[] => list.map((one) => [one.title, one] as const)

describe('what documents do beyond the published schema', () => {
  it.each(named([...MUST, ...SHOULD]))('%s', async (_, tolerance) => {
    expect(await outcomeOf(tolerance)).toEqual(expected(tolerance))
  })
})

describe('what cannot be done is served all the same, and answers with an error', () => {
  it.each(named(DEAD))('%s', async (_, tolerance) => {
    expect(await outcomeOf(tolerance)).toEqual(expected(tolerance))
  })
})

describe('what is refused, with a reason and its place', () => {
  it.each(REFUSED)('%s', async (_, text, code, line) => {
    const { diagnostics, loads } = await observe(text, [])
    expect(loads).toBe(false)
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
    expect(messages).toEqual([
      expect.stringContaining('(and 199 more like this in the same entry)'),
      expect.stringContaining('(and 199 more like this in the same entry)'),
    ])
  })
})
