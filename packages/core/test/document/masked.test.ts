import { describe, expect, it } from 'vitest'
import { masked } from '../../src/document/masked.ts'

const place = (line: number, column: number, lastLine: number, lastColumn: number) => ({
  start: { line, column },
  end: { line: lastLine, column: lastColumn },
})

describe('a text with secrets', () => {
  it.each([
    ['of one word', 'a: hush # b', [place(1, 4, 1, 8)], 'a: •••• # b'],
    ['in quotes', 'a: "hush"', [place(1, 4, 1, 10)], 'a: "••••"'],
    ['over several lines', 'a: |\n  hu\n  sh\nb: c', [place(1, 4, 4, 1)], 'a: •\n  ••\n  ••\nb: c'],
    ['none', 'a: b', [], 'a: b'],
  ])('%s', (_, text, places, shown) => {
    expect(masked(text, places)).toBe(shown)
  })
})
