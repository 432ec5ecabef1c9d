import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createEngine, type Host, loadPlugins } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { inRepository } from './repository.ts'

/** The blocks of a page that begin with a comment naming this file, put together. */
async function fileFrom(page: string, name: string): Promise<string> {
  const text = await readFile(inRepository(page), 'utf8')
  const blocks = [...text.matchAll(/```\w+\n([\s\S]*?)```/g)].map((match) => match[1]!)
  const own = blocks.filter((block) => block.startsWith(`// ${name}`) || block.startsWith(`# ${name}`))
  if (own.length === 0) throw new Error(`${page} has no block for ${name}`)
  return own.join('\n')
}

describe('the plugin of docs/writing-plugins.md', () => {
  let folder: string
  let host: Host

  beforeAll(async () => {
    // Inside the repository, so that the plugin finds @naftiko/plugin-api as an installed one would.
    await mkdir(inRepository('test/.tmp'), { recursive: true })
    folder = await mkdtemp(inRepository('test/.tmp/plugin-'))
    await writeFile(path.join(folder, 'files-consumer.js'), await fileFrom('docs/writing-plugins.md', 'files-consumer.js'))
    await writeFile(path.join(folder, 'package.json'), '{"type":"module"}')
    await mkdir(path.join(folder, 'notes'))
    await writeFile(path.join(folder, 'notes/first.txt'), 'Höllo\n')
    const document = (await fileFrom('docs/writing-plugins.md', 'notes.yaml')).replace('./notes', path.join(folder, 'notes'))
    await writeFile(path.join(folder, 'notes.yaml'), document)
    const engine = createEngine({ plugins: [...standardPlugins(), ...(await loadPlugins(['./files-consumer.js'], folder))] })
    const capability = await engine.load(path.join(folder, 'notes.yaml'), { strict: true })
    host = engine.host([capability], { anyPort: true })
    await host.start()
  })

  afterAll(async () => {
    await host?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const rest = (path: string): Promise<Response> => fetch(host.endpoints.find((endpoint) => endpoint.type === 'rest')!.url + path)

  it('serves its operations as REST', async () => {
    expect(await (await rest('/notes')).json()).toEqual(['first.txt'])
    const note = await rest('/notes/first.txt')
    expect([note.headers.get('content-type'), await note.text()]).toEqual(['text/plain; charset=utf-8', 'Höllo\n'])
  })

  it.each([
    ['/notes/none.txt', 404],
    ['/notes/..%2Fpackage.json', 400],
  ])('answers %s with %i', async (path, status) => {
    expect((await rest(path)).status).toBe(status)
  })

  it('serves them in-process', async () => {
    expect(await host.invoke('notes.list')).toMatchObject({ value: ['first.txt'] })
    expect(await host.invoke('notes.read', { name: 'first.txt' })).toMatchObject({ value: 'Höllo\n' })
  })

  it('reports what is wrong with an entry at its place', async () => {
    const engine = createEngine({ plugins: [...standardPlugins(), ...(await loadPlugins(['./files-consumer.js'], folder))] })
    const { diagnostics } = await engine.validate({
      text: 'naftiko: 1\ncapability:\n  consumes:\n    - type: files\n      namespace: notes\n      foldr: x\n',
    })
    expect(diagnostics.map(({ code, line, column, hint }) => ({ code, line, column, hint }))).toEqual([
      { code: 'NAFTIKO_UNKNOWN_KEY', line: 6, column: 7, hint: 'did you mean "folder"?' },
    ])
  })
})

describe('the rule of docs/writing-plugins.md', () => {
  const TOOLS = `naftiko: 1.0.0-alpha2
capability:
  consumes:
    - { type: http, namespace: books, baseUri: https://books.test, resources: [{ path: /, operations: [{ name: get, method: GET }] }] }
  exposes:
    - type: mcp
      namespace: tools
      tools:
        - { name: get-books, description: Books., call: books.get }
        - { name: books, description: Books., call: books.get }
`

  it.each([
    [{}, 'warning'],
    [{ ACME_TOOL_VERB: 'error' }, 'error'],
  ] as const)('finds what it is for, with the severities %j', async (rules, severity) => {
    await mkdir(inRepository('test/.tmp'), { recursive: true })
    const folder = await mkdtemp(inRepository('test/.tmp/rule-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    await writeFile(path.join(folder, 'tool-verb-rule.js'), await fileFrom('docs/writing-plugins.md', 'tool-verb-rule.js'))
    await writeFile(path.join(folder, 'package.json'), '{"type":"module"}')
    const engine = createEngine({ plugins: [...standardPlugins(), ...(await loadPlugins(['./tool-verb-rule.js'], folder))], rules })
    const { diagnostics } = await engine.validate({ text: TOOLS })
    const own = diagnostics.filter(({ code }) => code === 'ACME_TOOL_VERB')
    expect(own).toMatchObject([{ severity, line: 10, column: 19, message: 'the name of the tool "books" has no verb' }])
  })
})

describe('the documents of the other pages', () => {
  it.each([
    ['docs/skills.md', 'shipyard.yaml', ['NAFTIKO_SKILL_LOCATION']],
    ['docs/control.md', 'watched.yaml', []],
    ['docs/mcp.md', 'library.yaml', ['NAFTIKO_RESOURCE_LOCATION']],
    ['docs/consuming-mcp.md', 'library.yaml', []],
    ['docs/consuming-mcp.md', 'shop.yaml', []],
  ])('%s: %s loads as it is', async (page, name, codes) => {
    const engine = createEngine({ plugins: standardPlugins({ env: {} }) })
    const { diagnostics } = await engine.validate({ text: await fileFrom(page, name), name })
    expect(diagnostics.map(({ code }) => code)).toEqual(codes)
  })
})
