import type { Diagnostic } from '@naftiko/core'
import { describe, expect, it } from 'vitest'
import { codeFrame } from '../src/report/codeframe.ts'
import { paintFor } from '../src/report/colour.ts'
import { githubAnnotations, prettyDiagnostics } from '../src/report/diagnostics.ts'
import { printable, widthOf } from '../src/report/printable.ts'
import { summary } from '../src/report/summary.ts'
import { table } from '../src/report/table.ts'

const plain = paintFor(process.stdout, { NO_COLOR: '1' })

function diagnostic(line: number, column: number, end: readonly [number, number], more: Partial<Diagnostic> = {}): Diagnostic {
  const [endLine, endColumn] = end
  return {
    severity: 'error',
    code: 'NAFTIKO_X',
    message: 'wrong',
    file: 'a.yaml',
    line,
    column,
    end: { line: endLine, column: endColumn },
    pointer: '',
    ...more,
  }
}

describe('a code frame', () => {
  it.each([
    ['underlines the place', 'a: b\ncall: x.y', diagnostic(2, 7, [2, 10]), '  2 | call: x.y\n    |       ^^^'],
    ['underlines one character at least', 'abc', diagnostic(1, 2, [1, 2]), '  1 | abc\n    |  ^'],
    [
      'underlines the rest of the line when the place goes on',
      'a: {x: 1,\n y: 2}',
      diagnostic(1, 4, [2, 7]),
      '  1 | a: {x: 1,\n    |    ^^^^^^',
    ],
    ['keeps carets below tabs', '\tcall: x', diagnostic(1, 8, [1, 9]), '  1 |   call: x\n    |         ^'],
    ['keeps carets below wide characters', '名前: x', diagnostic(1, 5, [1, 6]), '  1 | 名前: x\n    |       ^'],
    ['keeps carets below emoji of several parts', '👨‍👩‍👧🇩🇪👍🏽❤️: x', diagnostic(1, 21, [1, 22]), '  1 | 👨‍👩‍👧🇩🇪👍🏽❤️: x\n    |           ^'],
    ['keeps carets below rare ideographs', '𠀋: x', diagnostic(1, 5, [1, 6]), '  1 | 𠀋: x\n    |     ^'],
    ['keeps carets below combining marks', 'e\u0301a\u0308: x', diagnostic(1, 7, [1, 8]), '  1 | e\u0301a\u0308: x\n    |     ^'],
    ['underlines a character whole', 'a👍🏽b', diagnostic(1, 4, [1, 5]), '  1 | a👍🏽b\n    |  ^^'],
    ['underlines tabs as wide as they are shown', 'a\tb', diagnostic(1, 1, [1, 4]), '  1 | a  b\n    | ^^^^'],
    ['underlines something behind the end of the line', 'ab', diagnostic(1, 3, [1, 3]), '  1 | ab\n    |   ^'],
    ['reads lines that end in CRLF', 'a: 1\r\nb: 2\r\n', diagnostic(2, 4, [2, 5]), '  2 | b: 2\n    |    ^'],
    ['is empty for a place outside of the text', 'a: 1', diagnostic(9, 1, [9, 2]), ''],
    ['is empty for an empty line', 'a: 1\n\nb: 2', diagnostic(2, 1, [2, 2]), ''],
  ])('%s', (_, source, finding, expected) => {
    expect(codeFrame(finding, source, plain)).toBe(expected)
  })

  it('shows a part of a long line, with the place in it', () => {
    const source = `${'a'.repeat(500)}HERE${'b'.repeat(500)}`
    const [text, carets] = codeFrame(diagnostic(1, 501, [1, 505]), source, plain).split('\n')
    expect(text!.length).toBeLessThan(160)
    expect(text!.indexOf('HERE')).toBe(carets!.indexOf('^^^^'))
    expect(text).toMatch(/… *a+HEREb+…$/)
  })

  it('shows a part of a long line of wide characters, cut between characters, as wide as others', () => {
    const source = `${'👍🏽'.repeat(300)}HERE${'漢'.repeat(500)}`
    const [text, carets] = codeFrame(diagnostic(1, 1201, [1, 1205]), source, plain).split('\n')
    expect(text).toBe(`  1 | …${'👍🏽'.repeat(30)}HERE${'漢'.repeat(38)}…`)
    expect(carets).toBe(`    | ${' '.repeat(61)}^^^^`)
  })

  it('ends the carets where a long line is cut', () => {
    const [text, carets] = codeFrame(diagnostic(1, 1, [1, 1001]), 'a'.repeat(1000), plain).split('\n')
    expect([text, carets]).toEqual([`  1 | ${'a'.repeat(140)}…`, `    | ${'^'.repeat(140)}`])
  })

  it('keeps the direction of writing of the document', () => {
    expect(codeFrame(diagnostic(1, 4, [1, 5]), 'a\u202E b', plain)).toBe(String.raw`  1 | a\u202e b` + `\n    | ${' '.repeat(8)}^`)
  })

  it('shows no control characters of the document', () => {
    expect(codeFrame(diagnostic(1, 1, [1, 2]), 'a: \u001B[2J', plain)).toContain(String.raw`a: \u001b[2J`)
  })
})

describe('diagnostics', () => {
  const finding = diagnostic(1, 7, [1, 10], { hint: 'did you mean "x.z"?' })

  it('for people have the place, the sentence, the line and what to do', () => {
    expect(prettyDiagnostics([finding], new Map([['a.yaml', 'call: x.y']]), plain)).toBe(
      ['a.yaml:1:7: error: wrong [NAFTIKO_X]', '  1 | call: x.y', '    |       ^^^', '  → did you mean "x.z"?'].join('\n'),
    )
  })

  it('for people do without the line when there is no text', () => {
    expect(prettyDiagnostics([finding], new Map(), plain)).toBe('a.yaml:1:7: error: wrong [NAFTIKO_X]\n  → did you mean "x.z"?')
  })

  it.each([
    ['error', '::error '],
    ['warning', '::warning '],
    ['hint', '::notice '],
  ] as const)('of severity %s annotate as %s', (severity, start) => {
    expect(githubAnnotations([{ ...finding, severity }]).startsWith(start)).toBe(true)
  })

  it('as annotations escape what would end them', () => {
    const odd = { ...finding, file: 'a,b:c.yaml', message: '100%\nwrong' }
    expect(githubAnnotations([odd])).toBe(
      '::error file=a%2Cb%3Ac.yaml,line=1,col=7,endLine=1,endColumn=10,title=NAFTIKO_X::100%25%0Awrong; did you mean "x.z"?',
    )
  })
})

describe('the summary', () => {
  const of = (...severities: Diagnostic['severity'][]) => severities.map((severity) => diagnostic(1, 1, [1, 2], { severity }))

  it.each([
    [of(), 1, 'no problems in 1 file'],
    [of('error', 'warning', 'error'), 3, '2 errors, 1 warning in 3 files'],
    [of('hint'), 0, '1 hint in 0 files'],
  ])('of %# reads well', (diagnostics, files, expected) => {
    expect(summary(diagnostics, files)).toBe(expected)
  })
})

describe('a table', () => {
  it('aligns columns by what a terminal shows', () => {
    expect(
      table([
        ['NAME', 'URL'],
        ['名', 'a'],
        ['long name', ''],
      ]),
    ).toBe('NAME       URL\n名         a\nlong name')
  })

  it('keeps each row on one line', () => {
    expect(table([['a\nb', 'c']])).toBe(String.raw`a\nb  c`)
  })
})

describe('text for a terminal', () => {
  it.each([
    ['plain', 'plain'],
    ['tab\tstays', 'tab\tstays'],
    ['\u001B]0;title\u0007', String.raw`\u001b]0;title\u0007`],
    ['a\r\nb', String.raw`a\r\nb`],
  ])('%j is shown as %j', (text, expected) => {
    expect(printable(text)).toBe(expected)
  })

  it.each([
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['漢字', 4],
    ['🚀', 2],
    ['👨‍👩‍👧', 2],
    ['🇩🇪', 2],
    ['👍🏽', 2],
    ['❤️', 2],
    ['한', 2],
    ['𠀋', 2],
    ['1', 1],
  ])('%s is %i columns wide', (text, width) => {
    expect(widthOf(text)).toBe(width)
  })

  it.each([
    [true, {}, true],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [false, {}, false],
  ])('has colour on a terminal (%s) with %j: %s', (isTTY, env, coloured) => {
    const output = Object.assign(Object.create(process.stdout) as NodeJS.WriteStream, { isTTY })
    expect(paintFor(output, env).red('x') !== 'x').toBe(coloured)
  })
})
