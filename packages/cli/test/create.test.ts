import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createEngine } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { json, upstream } from '@naftiko/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Build } from '../src/index.ts'
import { finish, folderWith, start } from './terminal.ts'

const build: Build = { plugins: async (env) => standardPlugins({ env }) }
const TEMPLATES = ['proxy', 'tools', 'aggregate', 'mock'] as const

async function readJson(chunks: AsyncIterable<Uint8Array>): Promise<unknown> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return JSON.parse(Buffer.concat(parts).toString()) as unknown
}

describe('naftiko create capability', () => {
  it.each(TEMPLATES)('writes a %s that validates without a finding', async (template) => {
    const cwd = await folderWith({})
    const created = await finish(['create', 'capability', 'Order Status', '--template', template], { cwd, build })
    expect(created).toMatchObject({
      exitCode: 0,
      stdout: 'order-status.yaml\n',
      stderr: expect.stringContaining('next: naftiko run order-status.yaml'),
    })
    expect(await finish(['validate', 'order-status.yaml', '--strict'], { cwd, build })).toMatchObject({ exitCode: 0, stdout: '' })
  })

  it.each([
    ['proxy', 'shop-rest.get-item', { id: '7' }, { id: '7' }],
    ['tools', 'shop-mcp.get-item', { id: '7' }, { id: '7' }],
    ['aggregate', 'shop-rest.item-in-context', { id: '7' }, { item: { id: '7' }, neighbours: [{ id: '7' }] }],
    ['mock', 'shop-rest.get-item', { id: '7' }, { id: '7', name: 'An item', count: 3 }],
  ])('writes a %s that runs', async (template, operation, input, expected) => {
    await using api = await upstream({ 'GET /items/{id}': json({ id: '7' }), 'GET /items': json([{ id: '7' }]) })
    const cwd = await folderWith({})
    await finish(['create', 'capability', 'shop', '--template', template, '--base-uri', api.url], { cwd, build })
    const engine = createEngine({ plugins: standardPlugins({ env: { SHOP_TOKEN: 't' } }) })
    const host = engine.host([await engine.load(path.join(cwd, 'shop.yaml'))], { expose: false })
    await host.start()
    const outcome = await host.invoke(operation, input)
    const value = outcome.kind === 'value' ? outcome.value : await readJson(outcome.chunks)
    await host.stop()
    expect(value).toEqual(expected)
  })

  it('asks somebody who sits at a terminal for what is left out', async () => {
    const cwd = await folderWith({})
    const running = start(['create', 'capability'], { cwd, build, tty: true })
    Object.assign(running.stdin, { isTTY: true })
    const answer = async (question: RegExp, text: string): Promise<void> => {
      await running.stdout.shows(question)
      running.stdin.write(`${text}\n`)
    }
    await answer(/Name of the capability: /, 'books')
    await answer(/Template \(proxy\): /, 'nothing')
    await answer(/it is one of proxy, tools, aggregate, mock\n[^]*Template \(proxy\): /, 'tools')
    await answer(/Address of the API \(https:\/\/api\.example\.com\): /, 'https://books.example/v1')
    expect(await running.exit).toBe(0)
    const text = await readFile(path.join(cwd, 'books.yaml'), 'utf8')
    expect(text).toContain('baseUri: "https://books.example/v1"\n')
    expect(text).not.toContain('type: rest')
  })

  it('writes nothing when a question is not answered', async () => {
    const cwd = await folderWith({})
    const running = start(['create', 'capability'], { cwd, build, tty: true })
    Object.assign(running.stdin, { isTTY: true })
    await running.stdout.shows(/Name of the capability: /)
    running.stdin.end()
    expect(await running.exit).toBe(64)
    expect(await readdir(cwd)).toEqual([])
  })

  it.each([
    [['create'], 'say what to create: create capability <name>, or create plugin <name>'],
    [['create', 'thing', 'x'], '"thing" cannot be created'],
    [['create', 'capability'], 'name the capability'],
    [['create', 'capability', '7'], '"7" is no name'],
    [['create', 'capability', 'null'], '"null" is no name'],
    [['create', 'capability', 'a', 'b'], '"b" is too much'],
    [['create', 'capability', 'a', '--template', 'prox'], 'did you mean "proxy"?'],
    [['create', 'capability', 'a', '--base-uri', 'x'], '--base-uri: an http or https URL is needed'],
    [['create', 'capability', 'a', '--kind', 'step'], '--kind is for plugins'],
    [['create', 'plugin', 'a', '--template', 'mock'], '--template and --base-uri are for capabilities'],
  ])('%j is wrong usage', async (argv, message) => {
    expect(await finish(argv, { cwd: await folderWith({}), build })).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining(message),
    })
  })

  it('replaces nothing unless that is wanted', async () => {
    const cwd = await folderWith({ 'a.yaml': 'mine' })
    expect(await finish(['create', 'capability', 'a'], { cwd, build })).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('a.yaml is there already'),
    })
    expect(await readFile(path.join(cwd, 'a.yaml'), 'utf8')).toBe('mine')
    expect(await finish(['create', 'capability', 'a', '--force'], { cwd, build })).toMatchObject({ exitCode: 0 })
  })
})

const KINDS = ['consumer', 'exposer', 'binder', 'step', 'format', 'rule'] as const
const repository = fileURLToPath(new URL('../../..', import.meta.url))
const temporary = path.join(repository, 'test/.tmp')

// Inside the repository, so that a new package finds ours as if they were installed.
await mkdir(temporary, { recursive: true })
const folder = await mkdtemp(path.join(temporary, 'create-'))
for (const kind of KINDS) await finish(['create', 'plugin', `my ${kind}`, '--kind', kind], { cwd: folder, build })

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('naftiko create plugin', () => {
  it.each(KINDS)('writes the package of a %s', async (kind) => {
    const files = await readdir(path.join(folder, `my-${kind}`), { recursive: true })
    expect(files.toSorted()).toEqual([
      '.gitignore',
      'README.md',
      'example.yaml',
      'package.json',
      'src',
      'src/index.ts',
      'test',
      `test/my-${kind}.test.ts`,
      'tsconfig.json',
    ])
  })

  describe('packages', () => {
    const compiler = path.join(repository, 'node_modules/.bin/tsc')

    beforeAll(async () => {
      const compile = (kind: string): Promise<unknown> =>
        promisify(execFile)(compiler, ['-p', path.join(folder, `my-${kind}`), '--customConditions', '@naftiko/source']).catch(
          (error: { readonly stdout: string }) => {
            throw new Error(error.stdout)
          },
        )
      for (const kind of KINDS) await compile(kind)
    }, 120_000)

    it.each(KINDS)('a %s builds, loads, and its example validates without a finding', async (kind) => {
      const cwd = path.join(folder, `my-${kind}`)
      const plugin = ['--plugin', './dist/index.js']
      const { stdout } = await finish(['plugins', ...plugin], { cwd, build })
      expect(stdout).toMatch(new RegExp(`${kind} +my-${kind} +naftiko-my-${kind}-${kind}`))
      expect(await finish(['validate', 'example.yaml', '--strict', ...plugin], { cwd, build })).toMatchObject({ exitCode: 0 })
    })
  })
})

// The tests of the new packages themselves, as a part of these.
for (const kind of KINDS) await import(path.join(folder, `my-${kind}/test/my-${kind}.test.ts`))
