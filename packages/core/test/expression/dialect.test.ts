import { describe, expect, it } from 'vitest'
import type { JsonValue } from '@naftiko/plugin-api'
import { compileExpression, type Expression } from '../../src/expression/dialect.ts'

const LIMITS = { expressionMs: 1000, expressionDepth: 500 }

function compiled(text: string): Expression {
  const expression = compileExpression(text, LIMITS)
  if (!('evaluate' in expression)) throw new Error(expression.message)
  return expression
}

describe('compileExpression', () => {
  it.each<[string, Expression['kind'], boolean, JsonValue, JsonValue]>([
    ['$', 'path', true, { a: 1 }, { a: 1 }],
    ['$.', 'path', true, 'text', 'text'],
    ['{{$}}', 'path', true, 1, 1],
    ['$.data[*].id', 'path', false, { data: [{ id: 1 }] }, [1]],
    ["$['a']['b']", 'path', false, { a: { b: 1 } }, 1],
    ['$.get-ship.flag', 'path', false, { 'get-ship': { flag: 'FR' } }, 'FR'],
    ['$.a.b', 'path', false, { a: [{ b: 1 }] }, null],
    ['{{$.id}}', 'path', false, { id: 1 }, 1],
    [' {{ $.id }} ', 'path', false, { id: 1 }, 1],
    ['{{$.a - $.b}}', 'jsonata', false, { a: 3, b: 1 }, 2],
    ['fetch-repo.full-name', 'path', false, { 'fetch-repo': { 'full-name': 'a/b' } }, 'a/b'],
    ['items', 'jsonata', false, { items: [1] }, [1]],
    ['a.b', 'jsonata', false, { a: [{ b: 1 }, { b: 2 }] }, [1, 2]],
    ['$.a - $.b', 'jsonata', false, { a: 3, b: 1 }, 2],
    ['$.a - 1', 'jsonata', false, { a: 3 }, 2],
    ['$sum(a)', 'jsonata', false, { a: [1, 2] }, 3],
    ['$.a & "!"', 'jsonata', false, { a: 'x' }, 'x!'],
    ['{ "id": $.id }', 'jsonata', false, { id: 1 }, { id: 1 }],
  ])('%s is a %s', async (text, kind, identity, value, expected) => {
    const expression = compiled(text)
    expect({ kind: expression.kind, identity: expression.identity }).toEqual({ kind, identity })
    expect(await expression.evaluate(value)).toEqual(expected)
  })

  it('answers at once where it is a path', () => {
    expect(compiled('$.a').evaluate({ a: 1 })).toBe(1)
  })

  it('hands bindings to JSONata', async () => {
    expect(await compiled('$step.id & id').evaluate({ id: 'b' }, { step: { id: 'a' } })).toBe('ab')
  })

  it.each([
    ['$..b[', 2, /RFC 9535/],
    ['$.a[?(@.b >)]', 4, /RFC 9535/],
    ['$.a +', 4, /write a path/],
    ['  {{$.a +}}', 8, /write a path/],
  ])('%s is no expression, and the problem is located and says what to do', (text, offset, hint) => {
    expect(compileExpression(text, LIMITS)).toEqual({
      message: expect.stringContaining(`cannot read ${JSON.stringify(text)}`),
      offset,
      hint: expect.stringMatching(hint),
    })
  })
})
