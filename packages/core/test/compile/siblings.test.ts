import { describe, expect, it } from 'vitest'
import { API_VERSION, type ExposerPlugin, type Logger, type Sibling } from '@naftiko/plugin-api'
import { createEngine } from '../../src/index.ts'

/** What each exposer of type `asks` learned of the others, by its namespace. */
type Learned = Map<string, readonly Sibling[]>

function exposer(type: string, learned: Learned): ExposerPlugin {
  return {
    kind: 'exposer',
    type,
    name: type,
    apiVersion: API_VERSION,
    schema: { type: 'object' },
    compile: async ({ namespace }, context) => {
      if (type === 'asks') learned.set(namespace, await context.siblings())
      const invoke = (): never => {
        context.log.error('about to fail', { header: 'Bearer sk-very-secret' })
        throw new Error('fails')
      }
      return {
        endpoint: { transport: 'none' },
        operations: [{ name: 'run', input: { parameters: [], payload: 'none' }, invoke }],
      }
    },
  }
}

async function load(entries: readonly object[], learned: Learned, log?: Logger) {
  const engine = createEngine({ plugins: [exposer('asks', learned), exposer('plain', learned)], ...(log === undefined ? {} : { log }) })
  const text = JSON.stringify({ naftiko: '1', binds: [{ namespace: 'env', keys: { T: 'T' } }], capability: { exposes: entries } })
  return { engine, capability: await engine.load({ text }) }
}

const namesOf = (siblings: readonly Sibling[] | undefined): readonly unknown[] =>
  (siblings ?? []).map(({ namespace, type, operations }) => [namespace, type, operations?.map(({ name }) => name)])

describe('an exposer that asks for the others', () => {
  it.each([
    [
      'before it',
      [
        { type: 'plain', namespace: 'p' },
        { type: 'asks', namespace: 'a' },
      ],
    ],
    [
      'after it',
      [
        { type: 'asks', namespace: 'a' },
        { type: 'plain', namespace: 'p' },
      ],
    ],
  ])('gets those %s with their operations', async (_, entries) => {
    const learned: Learned = new Map()
    await load(entries, learned)
    expect(namesOf(learned.get('a'))).toEqual([['p', 'plain', ['run']]])
  })

  it('gets names only where others ask for it themselves', async () => {
    const learned: Learned = new Map()
    const entries = ['a', 'b', 'c'].map((namespace) => ({ type: 'asks', namespace }))
    await load(entries, learned)
    expect(namesOf(learned.get('a'))).toEqual([
      ['b', 'asks', ['run']],
      ['c', 'asks', ['run']],
    ])
    expect(namesOf(learned.get('b'))).toEqual([
      ['a', 'asks', undefined],
      ['c', 'asks', ['run']],
    ])
    expect([...learned.keys()].toSorted()).toEqual(['a', 'b', 'c'])
  })

  it('gets names only of those that no plugin handles', async () => {
    const learned: Learned = new Map()
    await load(
      [
        { type: 'asks', namespace: 'a' },
        { type: 'webhook', namespace: 'w' },
      ],
      learned,
    )
    expect(namesOf(learned.get('a'))).toEqual([['w', 'webhook', undefined]])
  })
})

describe('what a node logs through its compile context', () => {
  it('goes to the log of its host, without a secret', async () => {
    const lines: unknown[] = []
    const write = (message: string, fields?: object): void => void lines.push([message, fields])
    const log: Logger = { debug: write, info: write, warn: write, error: write, child: () => log }
    const { engine, capability } = await load([{ type: 'plain', namespace: 'p' }], new Map())
    await using host = engine.host([capability], { variables: { T: 'sk-very-secret' }, log })
    await host.start()
    await expect(host.invoke('p.run')).rejects.toThrow('fails')
    expect(lines).toContainEqual(['about to fail', { namespace: 'p', header: 'Bearer ***' }])
  })
})
