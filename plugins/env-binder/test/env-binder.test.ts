import { describe, expect, it } from 'vitest'
import type { CompileContext } from '@naftiko/plugin-api'
import { envBinder } from '../src/index.ts'

const context = {} as CompileContext
const at = { signal: new AbortController().signal, log: undefined as never }

async function resolved(keys: Record<string, string>, env: Record<string, string | undefined>) {
  const node = await envBinder({ env }).compile({ namespace: 'env', keys }, context)
  return node.resolve(at)
}

describe('envBinder', () => {
  it.each([
    ['a variable under its own name', { TOKEN: 'TOKEN' }, { TOKEN: 't' }, { TOKEN: 't' }],
    ['a variable under another name', { TOKEN: 'MY_TOKEN' }, { MY_TOKEN: 't' }, { TOKEN: 't' }],
    ['nothing that it was not asked for', { A: 'A' }, { A: '1', B: '2' }, { A: '1' }],
    ['no variable that is not set', { A: 'A', B: 'B' }, { A: '1' }, { A: '1' }],
    ['an empty value as it is', { A: 'A' }, { A: '' }, { A: '' }],
    ['no member of the prototype', { A: 'constructor', B: 'toString' }, {}, {}],
  ])('gives %s', async (_, keys, env, expected) => {
    expect(await resolved(keys, env)).toEqual(expected)
  })

  it('reads the environment at each start and never at compile', async () => {
    const env: Record<string, string> = {}
    const node = await envBinder({ env }).compile({ namespace: 'env', keys: { A: 'A' } }, context)
    env['A'] = 'first'
    expect(await node.resolve(at)).toEqual({ A: 'first' })
    env['A'] = 'second'
    expect(await node.resolve(at)).toEqual({ A: 'second' })
  })

  it('reads the environment of the process when nothing else is given', async () => {
    const node = await envBinder().compile({ namespace: 'env', keys: { P: 'PATH' } }, context)
    expect(await node.resolve(at)).toEqual({ P: process.env['PATH'] })
  })
})
