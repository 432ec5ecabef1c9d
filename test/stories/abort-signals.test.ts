import type { JsonObject } from '@naftiko/plugin-api'
import { delayed, json, upstream, type Upstream } from '@naftiko/testing'
import { createEngine, type Host } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { serveFlow } from './flow.ts'

/** Node warns of a leak from the eleventh listener on. */
const CALLS = 12

const indices = Array.from({ length: CALLS }, (_, index) => index)
const call: JsonObject = { type: 'call', call: 'api.slow' }

/** What Node warned of, one line each. */
const warnings: string[] = []
const note = (warning: Error): void => void warnings.push(`${warning.name}: ${warning.message}`)

let api: Upstream
let stop: () => Promise<void> = async () => {}
beforeEach(async () => {
  warnings.length = 0
  process.on('warning', note)
  api = await upstream({ 'GET /slow': delayed(100, json({ done: true })) })
})
afterEach(async () => {
  await stop()
  process.off('warning', note)
  await api.close()
})

const consumes = (): JsonObject => ({
  type: 'http',
  namespace: 'api',
  baseUri: api.url,
  resources: [{ path: '/slow', operations: [{ name: 'slow', method: 'GET' }] }],
})

it.each<[string, JsonObject]>([
  ['a loop', { ...call, name: 'all', forEach: { items: '$.items', concurrency: CALLS } }],
  [
    'parallel branches',
    { name: 'all', type: 'parallel', branches: Object.fromEntries(indices.map((index) => [`b${index}`, [{ ...call, name: 'one' }]])) },
  ],
])('%s of many calls is not taken for a leak of listeners', async (_, step) => {
  const flow = await serveFlow(
    { inputParameters: [{ name: 'items', in: 'body', type: 'array' }], steps: [step] },
    { consumes: [consumes()] },
  )
  stop = flow.stop
  expect((await flow.rest({ items: indices })).status).toBe(200)
  expect(api.requests).toHaveLength(CALLS)
  expect(warnings).toEqual([])
})

async function manyDoors(): Promise<Host> {
  const exposes = indices.map((index) => ({
    type: 'rest',
    namespace: `door${index}`,
    resources: [{ path: '/', operations: [{ name: 'slow', method: 'GET', call: 'api.slow' }] }],
  }))
  const engine = createEngine({ plugins: standardPlugins({ env: {} }) })
  const text = JSON.stringify({ naftiko: '1.0.0-alpha3', capability: { exposes, consumes: [consumes()] } })
  const host = engine.host([await engine.load({ text })], { anyPort: true })
  await host.start()
  stop = () => host.stop({ graceMs: 0 })
  return host
}

it('neither are many calls of an embedding app that share its signal', async () => {
  const host = await manyDoors()
  const { signal } = new AbortController()
  await Promise.all(indices.map(() => host.invoke('api.slow', {}, { signal })))
  expect(warnings).toEqual([])
})

it('neither are many listeners that drain', async () => {
  const host = await manyDoors()
  const answers = host.endpoints.map(async ({ url }) => (await fetch(url!)).status)
  await expect.poll(() => api.requests.length).toBe(CALLS)
  await host.stop()
  expect(await Promise.all(answers)).toEqual(indices.map(() => 200))
  expect(warnings).toEqual([])
})
