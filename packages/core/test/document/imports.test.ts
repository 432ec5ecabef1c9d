import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEngine } from '../../src/index.ts'
import { tinyPlugins } from '../tiny-plugins.ts'

let folder: string
const engine = createEngine({ plugins: tinyPlugins().plugins })

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'naftiko-imports-'))
  await mkdir(path.join(folder, 'shared'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function write(name: string, text: string): Promise<string> {
  const file = path.join(folder, name)
  await writeFile(file, text)
  return file
}

const api = (namespace: string, operation: string): string =>
  `{ type: memory, namespace: ${namespace}, operations: [{ name: ${operation} }] }`
const main = (consumes: string, call = 'api.get'): string =>
  `naftiko: 1\ncapability:\n  consumes:\n    - ${consumes}\n  exposes:\n    - { type: door, namespace: d, routes: [{ name: r, call: ${call} }] }\n`

describe('an import of a consumed API', () => {
  it.each([
    ['from the root of a file', '{ location: ./shared/a.yaml, import: api }', `consumes: [${api('api', 'get')}]`, 'api.get'],
    [
      'from the capability of a file',
      '{ location: ./shared/a.yaml, import: api }',
      `capability: { consumes: [${api('api', 'get')}] }`,
      'api.get',
    ],
    ['under another name', '{ location: ./shared/a.yaml, import: api, as: mine }', `consumes: [${api('api', 'get')}]`, 'mine.get'],
    ['by "from"', '{ from: ./shared/a.yaml, import: api }', `consumes: [${api('api', 'get')}]`, 'api.get'],
    [
      'by a file URL that is relative',
      '{ location: "file:///./shared/a.yaml", import: api }',
      `consumes: [${api('api', 'get')}]`,
      'api.get',
    ],
    ['one of several', '{ location: shared/a.yaml, import: api }', `consumes: [${api('x', 'y')}, ${api('api', 'get')}]`, 'api.get'],
  ])('works %s', async (_, entry, shared, call) => {
    await write('shared/a.yaml', shared)
    const capability = await engine.load(await write('main.yaml', main(entry, call)))
    expect(capability.diagnostics.filter((diagnostic) => diagnostic.code !== 'NAFTIKO_VERSION_MISSING')).toEqual([])
    expect(capability.graph.edges).toContainEqual({ from: 'd.r', to: call })
  })

  it.each([
    [
      'the file alone',
      '{ import: shared/a.yaml, as: api }',
      'write "location: shared/a.yaml", and under "import" the namespace that is wanted',
    ],
    ['"ref" and a namespace', '{ ref: shared/a.yaml, namespace: api }', 'write "location"'],
  ])('understands %s, and says how it is written', async (_, entry, hint) => {
    await write('shared/a.yaml', `naftiko: 1\nconsumes: [${api('other', 'get')}]`)
    const capability = await engine.load(await write('main.yaml', main(entry)))
    expect(capability.diagnostics).toEqual([expect.objectContaining({ code: 'NAFTIKO_SYNONYM', hint })])
    expect(capability.graph.edges).toContainEqual({ from: 'd.r', to: 'api.get' })
  })

  it('does not follow addresses', async () => {
    const capability = await engine.load(await write('main.yaml', main('{ location: "https://example.org/a.yaml", import: api }')))
    expect(capability.diagnostics).toContainEqual(
      expect.objectContaining({ code: 'NAFTIKO_IMPORT_MISSING', message: expect.stringContaining('is in the network') }),
    )
  })

  it('is followed through a second file, relative to the first', async () => {
    await write('shared/b.yaml', `consumes: [${api('api', 'get')}]`)
    await write('shared/a.yaml', 'consumes: [{ location: ./b.yaml, import: api }]')
    const capability = await engine.load(await write('main.yaml', main('{ location: ./shared/a.yaml, import: api }')))
    expect(capability.graph.nodes.map((node) => node.id)).toContain('api.get')
  })

  it('brings the binds of its file with it', async () => {
    await write(
      'shared/a.yaml',
      `consumes: [{ type: memory, namespace: api, token: "{{TOKEN}}", operations: [{ name: get }] }]\nbinds: [{ namespace: e, keys: { TOKEN: X } }]`,
    )
    const { diagnostics } = await engine.validate(await write('main.yaml', main('{ location: ./shared/a.yaml, import: api }')))
    expect(diagnostics.map((diagnostic) => diagnostic.code)).not.toContain('NAFTIKO_VARIABLE_UNBOUND')
  })

  it.each([
    ['the file is missing', '{ location: ./shared/none.yaml, import: api }', 'there is no such file', 4, 19],
    ['the namespace is missing', '{ location: ./shared/a.yaml, import: apo }', 'no "consumes" entry with the namespace "apo"', 4, 44],
    ['the file has nothing of that kind', '{ import: shared/empty.yaml }', 'has no "consumes" to import', 4, 17],
  ])('disables its calls and not the document when %s', async (_, entry, message, line, column) => {
    await write('shared/a.yaml', `consumes: [${api('api', 'get')}]`)
    await write('shared/empty.yaml', 'binds: []')
    const capability = await engine.load(await write('main.yaml', main(entry)))
    expect(capability.diagnostics).toContainEqual(
      expect.objectContaining({
        code: 'NAFTIKO_IMPORT_MISSING',
        severity: 'warning',
        message: expect.stringContaining(message),
        line,
        column,
      }),
    )
  })

  it('names a circle', async () => {
    await write('shared/a.yaml', 'consumes: [{ location: ./b.yaml, import: api }]')
    await write('shared/b.yaml', 'consumes: [{ location: ./a.yaml, import: api }]')
    const { diagnostics } = await engine.validate(await write('main.yaml', main('{ location: ./shared/a.yaml, import: api }')))
    expect(diagnostics).toContainEqual(
      expect.objectContaining({
        code: 'NAFTIKO_IMPORT_CYCLE',
        message: expect.stringContaining('a.yaml → b.yaml → a.yaml'),
        file: expect.stringContaining('b.yaml'),
      }),
    )
  })

  it('reports what is wrong in the file where it is written', async () => {
    const shared = await write(
      'shared/a.yaml',
      `consumes:\n  - type: memory\n    namespace: api\n    oprations: []\n    operations: [{ name: get }]\n`,
    )
    const { diagnostics, sources } = await engine.validate(await write('main.yaml', main('{ location: ./shared/a.yaml, import: api }')))
    expect(diagnostics).toContainEqual(expect.objectContaining({ code: 'NAFTIKO_UNKNOWN_KEY', file: shared, line: 4, column: 5 }))
    expect([...sources.keys()]).toContain(shared)
  })
})
