import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { compileExpression } from '../../src/expression/dialect.ts'

const { cache } = createRequire(import.meta.url)
const isLoaded = (): boolean => Object.keys(cache).some((file) => /[\\/]node_modules[\\/]jsonata[\\/]/.test(file))

it('loads JSONata only for a document that uses it', () => {
  const limits = { expressionMs: 1000, expressionDepth: 500 }
  compileExpression('$.data[*].id', limits)
  compileExpression('{{$.id}}', limits)
  expect(isLoaded()).toBe(false)
  compileExpression('$sum(prices)', limits)
  expect(isLoaded()).toBe(true)
})
