import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEngine, type Capability, type Engine } from '../src/index.ts'
import { tinyPlugins } from './tiny-plugins.ts'

const text = `naftiko: 1.0.0-alpha2
info: { label: Tiny, description: The smallest }
capability:
  consumes:
    - { type: memory, namespace: api, operations: [{ name: get, inputs: [page] }] }
  exposes:
    - { type: door, namespace: api-door, port: 4000, routes: [{ name: get, call: api.get }] }
    - { import: other-door, location: other.yaml }
`
const other = `naftiko: 1.0.0-alpha2
capability:
  exposes:
    - { type: door, namespace: other-door, routes: [{ name: get, call: api.get, with: { page: first } }] }
  consumes:
    - { type: memory, namespace: api, operations: [{ name: get, inputs: [page] }] }
`

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'naftiko-many-'))
  writeFileSync(path.join(folder, 'main.yaml'), text)
  writeFileSync(path.join(folder, 'other.yaml'), other)
})
afterEach(() => rmSync(folder, { recursive: true }))

const told = ({ name, file, description, diagnostics, sources, graph, exposers }: Capability): unknown => ({
  name,
  file,
  description,
  diagnostics,
  graph,
  sources: [...sources],
  exposers: exposers.map(({ describe, ...exposer }) => ({ ...exposer, described: describe() })),
})

async function afterManyOthers(engine: Engine): Promise<Capability> {
  const first = await engine.load(path.join(folder, 'main.yaml'))
  for (let count = 0; count < 70; count += 1) await engine.load({ text: text.replace(/^.*import.*$/m, '') })
  return first
}

describe('a capability that was loaded before many others', () => {
  it('says the same of itself as one that was loaded after them', async () => {
    const engine = createEngine({ plugins: tinyPlugins().plugins })
    const first = await afterManyOthers(engine)
    expect(told(first)).toEqual(told(await engine.load(path.join(folder, 'main.yaml'))))
  })

  it('runs as it was then, also where its files have changed since', async () => {
    const engine = createEngine({ plugins: tinyPlugins().plugins })
    const first = await afterManyOthers(engine)
    writeFileSync(path.join(folder, 'other.yaml'), other.replace('first', 'second'))
    for (const host of [engine.host([first], { expose: false }), engine.host([first], { expose: false })]) {
      await host.start()
      await expect(host.invoke('other-door.get')).resolves.toMatchObject({ value: { input: { page: 'first' } } })
      await host.stop()
    }
  })

  it('goes on without a file that was missing then', async () => {
    rmSync(path.join(folder, 'other.yaml'))
    const engine = createEngine({ plugins: tinyPlugins().plugins })
    const first = await afterManyOthers(engine)
    writeFileSync(path.join(folder, 'other.yaml'), other)
    const host = engine.host([first], { expose: false })
    await host.start()
    await expect(host.invoke('other-door.get')).rejects.toThrow('there is no operation "other-door.get"')
    await expect(host.invoke('api-door.get')).resolves.toMatchObject({ kind: 'value' })
    await host.stop()
  })
})
