import { API_VERSION, type ExposerPlugin, type JsonObject } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { createEngine } from '../../src/index.ts'

/** What an exposer is told when it stands in a document with these entries. */
async function toldWith(entries: readonly JsonObject[]): Promise<JsonObject | undefined> {
  let told: JsonObject | undefined
  const plugin = (type: string, seen: (management: JsonObject | undefined) => void): ExposerPlugin => ({
    kind: 'exposer',
    type,
    name: type,
    apiVersion: API_VERSION,
    schema: { type: 'object' },
    compile: (_, context) => {
      seen(context.management)
      return { endpoint: { transport: 'none' }, operations: [] }
    },
  })
  const engine = createEngine({ plugins: [plugin('asking', (management) => (told = management)), plugin('control', () => {})] })
  const exposes = [{ type: 'asking', namespace: 'asking' }, ...entries]
  await engine.validate({ text: JSON.stringify({ naftiko: '1.0.0-alpha2', capability: { exposes } }) })
  return told
}

describe('the management of a document', () => {
  it('is what its control adapters say; the first wins', async () => {
    const told = await toldWith([
      { type: 'control', namespace: 'a', management: { health: false } },
      { type: 'control', namespace: 'b', management: { health: true, scripting: { timeout: 5 } } },
      { type: 'control', namespace: 'c', management: { scripting: { timeout: 6 } } },
    ])
    expect(told).toEqual({ health: false, scripting: { timeout: 5 } })
  })

  it.each<[string, readonly JsonObject[]]>([
    ['there is no control adapter', []],
    ['it says nothing', [{ type: 'control', namespace: 'a' }]],
    ['it is another adapter that speaks', [{ type: 'asking', namespace: 'a', management: { scripting: {} } }]],
  ])('is absent when %s', async (_, entries) => {
    expect(await toldWith(entries)).toBeUndefined()
  })
})
