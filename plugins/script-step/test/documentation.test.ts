import { readFile } from 'node:fs/promises'
import type { JsonObject, JsonValue } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { DEFAULTS } from '../src/compile/settings.ts'
import { resultOf } from './step.ts'

const page = await readFile(new URL('../../../docs/scripts.md', import.meta.url), 'utf8')

function script(name: string): string {
  const blocks = [...page.matchAll(/```js\n([\s\S]*?)```/g)].map((match) => match[1]!)
  const own = blocks.find((block) => block.startsWith(`// ${name}\n`))
  if (own === undefined) throw new Error(`docs/scripts.md has no block for ${name}`)
  return own
}

const ships = [
  { name: 'Ever', flag: 'PA' },
  { name: 'Astra', flag: 'PA' },
  { name: 'Nord', flag: 'NO' },
]

describe('docs/scripts.md', () => {
  it.each<[string, JsonObject, JsonObject, JsonValue]>([
    ['fleet.js', { 'list-ships': ships }, { flag: 'PA' }, { count: 2, names: ['Astra', 'Ever'] }],
    ['asynchronous.js', {}, {}, [2, 4, 6]],
  ])('has a %s that works', async (name, results, values, expected) => {
    expect(await resultOf(script(name), { results, with: values })).toEqual(expected)
  })

  it.each([
    ['time', `${DEFAULTS.timeout.toLocaleString('en-US')} ms`],
    ['statements', DEFAULTS.statementLimit.toLocaleString('en-US')],
    ['memory', `${DEFAULTS.memoryBytes / 2 ** 20} MiB`],
    ['nested calls', `${DEFAULTS.stackBytes / 2 ** 10} KiB of stack`],
    ['input, as JSON', `${DEFAULTS.inputBytes / 2 ** 20} MiB`],
    ['result, as JSON', `${DEFAULTS.outputBytes / 2 ** 20} MiB`],
    ['console', `${DEFAULTS.consoleCharacters.toLocaleString('en-US')} characters`],
  ])('tells the default of %s', (limit, value) => {
    expect(page).toContain(`| ${limit} | ${value}`)
  })
})
