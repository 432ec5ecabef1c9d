import { describe, expect, it } from 'vitest'
import { locate } from '../../src/document/locate.ts'
import { parseYaml } from '../../src/document/parse-yaml.ts'

const text = `naftiko: 1.0.0-alpha2
capability:
  consumes:
    - type: http
      namespace: "api"
      description: >
        folded
      resources:
        - name: a/b
`

describe('locate', () => {
  const parsed = parseYaml(text)

  it.each([
    ['/naftiko', 1, 10],
    ['/capability/consumes/0/type', 4, 13],
    ['/capability/consumes/0/namespace', 5, 18],
    ['/capability/consumes/0/resources/0/name', 9, 17],
  ])('points at the value of %s', (pointer, line, column) => {
    expect(locate(parsed, pointer).start).toEqual({ line, column })
  })

  it('points at a key when asked to', () => {
    expect(locate(parsed, '/capability/consumes/0/namespace', { key: true }).start).toEqual({ line: 5, column: 7 })
  })

  it('points into a quoted text', () => {
    expect(locate(parsed, '/capability/consumes/0/namespace', { offset: 1 }).start).toEqual({ line: 5, column: 20 })
  })

  it('points at the character of a block text', () => {
    expect(locate(parsed, '/capability/consumes/0/description', { offset: 3 }).start).toEqual({ line: 7, column: 12 })
  })

  it.each([
    ['a missing key', '/capability/consumes/0/baseUri', 4, 7],
    ['something below a missing key', '/capability/exposes/0/port', 2, 1],
  ])('gives %s the place of what is above it', (_, pointer, line, column) => {
    expect(locate(parsed, pointer).start).toEqual({ line, column })
  })

  it('follows aliases', () => {
    const aliased = parseYaml('a: &x\n  b: 1\nc: *x\n')
    expect(locate(aliased, '/c/b').start).toEqual({ line: 2, column: 6 })
  })
})

describe('parseYaml', () => {
  it.each([
    ['an unclosed list', 'a: [1, 2\nb: 3', 1],
    ['a key twice', 'a: 1\nb: 2\na: 3', 3],
    ['a tab as indentation', 'a:\n\tb: 1', 2],
  ])('reports %s with its place', (_, broken, line) => {
    const parsed = parseYaml(broken)
    const errors = parsed.problems.filter((problem) => problem.severity === 'error')
    expect(errors.map((problem) => parsed.lines.linePos(problem.start).line)).toContain(line)
  })

  it('reads the first of several documents and says so', () => {
    const parsed = parseYaml('a: 1\n---\nb: 2\n')
    expect(parsed.value).toEqual({ a: 1 })
    expect(parsed.problems).toEqual([expect.objectContaining({ code: 'NAFTIKO_YAML_SEVERAL', severity: 'warning' })])
  })

  it.each([
    ['created: 2026-05-06', '2026-05-06'],
    ['created: NO', 'NO'],
    ['created: 1.0.0-alpha2', '1.0.0-alpha2'],
  ])('keeps %s as text', (yaml, value) => {
    expect(parseYaml(yaml).value).toEqual({ created: value })
  })

  it('refuses a document that explodes through aliases', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`).join(',')}]`),
    ].join('\n')
    expect(parseYaml(bomb).problems).toEqual([expect.objectContaining({ severity: 'error', code: 'NAFTIKO_YAML_SYNTAX' })])
  })

  it('expands anchors and merge keys', () => {
    expect(parseYaml('base: &b {x: 1}\nuse:\n  <<: *b\n  y: 2').value).toEqual({ base: { x: 1 }, use: { x: 1, y: 2 } })
  })

  it('survives an empty text', () => {
    expect(parseYaml('').value).toBeNull()
  })
})
