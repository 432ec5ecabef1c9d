import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const sources = fileURLToPath(new URL('../../src/', import.meta.url))

it('loads the library for tokens only when there is a token to check', () => {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const texts = files.map((file) => readFileSync(sources + file, 'utf8'))
  expect(texts.filter((text) => text.includes("import('jose')")).length).toBeGreaterThan(0)
  expect(texts.filter((text) => /^import (?!type\b).*from 'jose'/m.test(text))).toEqual([])
})
