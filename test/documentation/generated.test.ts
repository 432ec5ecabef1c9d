import { readFileSync } from 'node:fs'
import { createEngine } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { COMMANDS, commandHelp, programHelp } from 'naftiko'
import { describe, expect, it } from 'vitest'
// @ts-expect-error -- a script without declarations
import { cliPage } from '../../scripts/cli-page.js'
// @ts-expect-error -- a script without declarations
import { referencePage } from '../../scripts/reference-page.js'
import { inRepository } from '../repository.ts'

describe('pages that are made', () => {
  it('docs/reference.md is what the schema says; mend it with node scripts/reference.js', () => {
    const schema = createEngine({ plugins: standardPlugins({ env: {} }) }).schema()
    const page = (referencePage as (schema: unknown) => string)(schema)
    expect(readFileSync(inRepository('docs/reference.md'), 'utf8')).toBe(page)
  })

  it('docs/cli.md is what --help prints; mend it with node scripts/cli.js', async () => {
    const page = await (cliPage as (cli: unknown) => Promise<string>)({ commands: COMMANDS, commandHelp, programHelp })
    expect(readFileSync(inRepository('docs/cli.md'), 'utf8')).toBe(page)
  })
})

describe('every command', () => {
  it.each(COMMANDS.map((entry) => [entry.name, entry] as const))(
    '%s has examples in its help, and each is one of its own lines',
    async (name, entry) => {
      const { examples } = await entry.load()
      expect(examples.length).toBeGreaterThan(0)
      for (const [line] of examples) expect(line).toMatch(new RegExp(`naftiko ${name}|^# yaml-language-server`))
    },
  )
})
