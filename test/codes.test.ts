import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { CODES, ERROR_CODES } from '@naftiko/core'
import { rules } from '@naftiko/rules'
// @ts-expect-error -- a script without declarations
import { diagnosticsExamples } from '../scripts/diagnostics-examples.js'
// @ts-expect-error -- a script without declarations
import { diagnosticsPage } from '../scripts/diagnostics-page.js'
import { inRepository, repository } from './repository.ts'

const sources = ['packages', 'plugins'].flatMap((parent) =>
  readdirSync(inRepository(parent), { recursive: true, encoding: 'utf8' })
    .filter(
      (file) => /\/src\/.*\.ts$/.test(file) && !file.includes('node_modules') && !file.endsWith('codes.ts') && !file.startsWith('testing/'),
    )
    .map((file) => path.join(repository, parent, file)),
)

const used = new Set(sources.flatMap((file) => readFileSync(file, 'utf8').match(/(?<=['"`])NAFTIKO_[A-Z0-9_]+(?=['"`])/g) ?? []))
const known = new Set([...Object.keys(CODES), ...Object.keys(ERROR_CODES)])

describe('the catalogue of codes', () => {
  it('has every code that the sources use', () => {
    expect([...used].filter((code) => !known.has(code))).toEqual([])
  })

  it('has no code that nothing uses', () => {
    expect([...known].filter((code) => !used.has(code))).toEqual([])
  })

  it('is what docs/diagnostics.md says', () => {
    const page = (diagnosticsPage as (catalogue: unknown) => string)({
      diagnostics: CODES,
      errors: ERROR_CODES,
      rules: Object.fromEntries(rules().map(({ code, severity }) => [code, severity])),
      examples: (diagnosticsExamples as (folder: string) => ReadonlyMap<string, string>)(inRepository('test/broken')),
    })
    expect(readFileSync(inRepository('docs/diagnostics.md'), 'utf8')).toBe(page)
  })
})
