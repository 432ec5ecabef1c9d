import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { JsonValue } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { compileExpression, type Expression } from '../../../src/expression/dialect.ts'

interface Case {
  readonly name: string
  readonly selector: string
  readonly invalid_selector?: true
  readonly document?: JsonValue
  readonly result?: readonly JsonValue[]
  /** Where the order of members leaves a choice. */
  readonly results?: readonly (readonly JsonValue[])[]
}

const LIMITS = { expressionMs: 1000, expressionDepth: 500 }
const root = path.dirname(createRequire(import.meta.url).resolve('jsonpath-rfc9535/package.json'))
const suite = path.join(root, 'src/__tests__/jsonpath-compliance-test-suite/cts.json')
const { tests: cases } = JSON.parse(readFileSync(suite, 'utf8')) as { tests: readonly Case[] }

/** Texts that RFC 9535 refuses and that have a meaning here; the README beside this file says why. */
const TAKEN: Readonly<Record<string, readonly string[]>> = {
  path: [
    'basic, no leading whitespace',
    'basic, no trailing whitespace',
    'basic, name shorthand, number',
    'index selector, min exact index - 1',
    'index selector, max exact index + 1',
    'index selector, overflowing index',
    'index selector, leading 0',
    'index selector, -0',
    'index selector, leading -0',
  ],
  jsonata: [
    'basic, empty segment',
    'basic, root node identifier in brackets without filter selector',
    'index selector, decimal',
    'index selector, minus space',
    'whitespace, selectors, space between dot and name',
    'whitespace, selectors, newline between dot and name',
    'whitespace, selectors, tab between dot and name',
    'whitespace, selectors, return between dot and name',
  ],
}

function kindOf({ selector }: Case): Expression['kind'] | 'refused' {
  const compiled = compileExpression(selector, LIMITS)
  return 'evaluate' in compiled ? compiled.kind : 'refused'
}

async function answerTo({ selector, document }: Case): Promise<JsonValue> {
  const compiled = compileExpression(selector, LIMITS)
  if (!('evaluate' in compiled)) throw new Error(compiled.message)
  return compiled.evaluate(document!)
}

const expected = ({ result, results }: Case): readonly (readonly JsonValue[])[] => results ?? [result!]
const valid = cases.filter((one) => one.invalid_selector !== true)
const queries = valid.filter((one) => kindOf(one) === 'jsonpath')
const paths = valid.filter((one) => kindOf(one) === 'path')

describe('the compliance suite of RFC 9535', () => {
  it('is read to its end: every query that is valid is a path or a JSONPath query, and most are the latter', () => {
    expect(cases.length).toBeGreaterThan(680)
    expect(valid.filter((one) => !queries.includes(one) && !paths.includes(one))).toEqual([])
    expect(queries.length).toBeGreaterThan(360)
  })

  it.each(queries.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    expect(expected(one)).toContainEqual(await answerTo(one))
  })

  it.each(paths.map((one) => [one.name, one] as const))('%s: a plain path gives the value itself', async (_, one) => {
    const answers = one.selector.includes('*') ? expected(one) : expected(one).map(([first]) => first ?? null)
    expect(answers).toContainEqual(await answerTo(one))
  })

  it.each(['path', 'jsonata', 'jsonpath'])('what it refuses is no %s, with the exceptions that are written down', (kind) => {
    const taken = cases.filter((one) => one.invalid_selector === true && kindOf(one) === kind).map(({ name }) => name)
    expect(taken).toEqual(TAKEN[kind] ?? [])
  })
})

describe('beyond RFC 9535', () => {
  const document = {
    'get-ship': { 'crew-ids': ['c1', 'c2'], name: 'Étoile', 'a b': { 'c"d': 1 } },
    rows: [{ id: 1, tags: ['x'] }, { id: 2 }, { tags: ['y', 'z'] }],
  }
  it.each<[string, JsonValue]>([
    ['$.get-ship.crew-ids', ['c1', 'c2']],
    ['$..crew-ids', [['c1', 'c2']]],
    ['$.rows[?@.id > 1].id', [2]],
    ['$.rows.length()', 3],
    ['$.rows[?@.id].length()', 2],
    ['$.get-ship.name.length()', 6],
    ["$['get-ship']['a b']['c\"d']", 1],
    [`$["get-ship"]["a b"]["c\\"d"]`, 1],
    ['$.get-ship.a b', { 'c"d': 1 }],
    ['$.rows[-1].tags', ['y', 'z']],
    ['$.rows[9].id', null],
    // What is missing in an element is null, so that the lists of several members stay side by side.
    ['$.rows[*].id', [1, 2, null]],
    ['$.rows[*].tags[*]', [['x'], [], ['y', 'z']]],
    ['$.rows[*].constructor', [null, null, null]],
    ['$.__proto__', null],
  ])('%s', async (text, answer) => {
    const compiled = compileExpression(text, LIMITS) as Expression
    expect(await compiled.evaluate(document)).toEqual(answer)
  })

  it.each([`$['a'] & "x"`, `$["a"].b + 1`, `$['a\u0001b']`])('%s, which JSONata would take for the whole, is refused', (text) => {
    expect(compileExpression(text, LIMITS)).toMatchObject({ hint: expect.stringContaining('backticks') })
  })
})
