import { describe, expect, it } from 'vitest'
import { createEngine } from '../../src/index.ts'
import { tinyPlugins } from '../tiny-plugins.ts'

const { plugins } = tinyPlugins()
const routes = (call: string): string => ['a', 'b', 'c'].map((name) => `{ name: ${name}, call: ${call}${name} }`).join(', ')
const document = (exposes: readonly string[]): string =>
  `naftiko: 1\ncapability:\n  consumes:\n    - { type: memory, namespace: api, operations: [{ name: get }] }\n  exposes:\n${exposes.map((one) => `    - ${one}\n`).join('')}`

async function messages(exposes: readonly string[]): Promise<readonly string[]> {
  const { diagnostics } = await createEngine({ plugins }).validate({ text: document(exposes) })
  return diagnostics.map(({ severity, message }) => `${severity}: ${message}`)
}

describe('what is wrong again and again', () => {
  it('is told once for an entry, with how often', async () => {
    expect(await messages([`{ type: door, namespace: d, routes: [${routes('far.away-')}] }`])).toEqual([
      'warning: no operation "far.away-a" (and 2 more like this in the same entry)',
    ])
  })

  it('is told for each entry', async () => {
    const entry = (namespace: string): string => `{ type: door, namespace: ${namespace}, routes: [{ name: r, call: far.away }] }`
    expect(await messages([entry('d'), entry('e')])).toEqual(['warning: no operation "far.away"', 'warning: no operation "far.away"'])
  })

  it('is told each time where it is an error', async () => {
    expect(await messages([`{ type: door, namespace: d, routes: [${routes('api.ge')}] }`])).toHaveLength(3)
  })
})
