import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import { createEngine } from '@naftiko/core'
import { isList, isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import { standardPlugins } from '@naftiko/standard'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { inRepository } from '../repository.ts'
import { anchorsOf, type Block, blocksOf, linksOf, PAGES } from './blocks.ts'

const { Ajv2020 } = createRequire(inRepository('packages/core/package.json'))('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js')

const engine = createEngine({ plugins: standardPlugins({ env: {} }) })
const schema = engine.schema()
const ajv = new Ajv2020({ strict: false, validateFormats: false })

/** The schema without what must be there: a fragment shows a part of something. */
function partial(value: JsonValue, inCondition = false): JsonValue {
  if (isList(value)) return value.map((one) => partial(one, inCondition))
  if (!isObject(value)) return value
  const entries = Object.entries(value).filter(([key, one]) => inCondition || key !== 'required' || !isList(one))
  return Object.fromEntries(entries.map(([key, one]) => [key, partial(one, inCondition || key === 'if')]))
}

const loose = partial(schema) as JsonObject
const definitions = loose['$defs'] as JsonObject
const DOCUMENT = 'the document'
const kinds = new Map(
  [
    [DOCUMENT, loose] as const,
    ['a capability', { ...((loose['properties'] as JsonObject)['capability'] as JsonObject), $defs: definitions }] as const,
    // Those that are open for other keys would accept anything.
    ...Object.keys(definitions)
      .filter((name) => (definitions[name] as JsonObject)['additionalProperties'] === false)
      .map((name) => [name, { $ref: `#/$defs/${name}`, $defs: definitions }] as const),
  ].map(([name, one]) => [name, ajv.compile(one)] as const),
)

/** What a fragment is a part of. */
function kindOf(value: JsonValue): string | undefined {
  const things = isList(value) ? value : [value]
  return [...kinds].find(([, accepts]) => things.every((thing) => isObject(thing) && accepts(thing)))?.[0]
}

const all = PAGES.flatMap(blocksOf)
const titled = (blocks: readonly Block[]) => blocks.map((block) => [`${block.page}:${block.line}`, block] as const)
const yaml = all.filter(({ language, text }) => language === 'yaml' && !/^#[^\n]*\n$/.test(text) && !/^openapi:/m.test(text))
/** Shown with what is said about it, which `test/console-examples.test.ts` compares. */
const isWrong = ({ file = '' }: Block): boolean => file.startsWith('typo')
const isWhole = ({ text }: Block): boolean => /^(?:naftiko|ikanos):/m.test(text)

describe('documents of pages', () => {
  it.each(titled(yaml.filter((block) => isWhole(block) && !isWrong(block))))('%s has no error', async (_, { text, page, line }) => {
    const { diagnostics } = await engine.validate({ text, name: `${page}:${line}` })
    const told = diagnostics.filter(({ severity, code }) => severity === 'error' || code === 'NAFTIKO_UNKNOWN_KEY')
    expect(told.map(({ message }) => message)).toEqual([])
  })
})

describe('fragments of pages', () => {
  it.each(titled(yaml.filter((block) => !isWhole(block))))('%s is a part of a document', (_, { text }) => {
    // A page may show several ways to write one key, one below the other.
    const kind = kindOf(parse(text, { uniqueKeys: false }) as JsonValue)
    expect(kind).toBeDefined()
  })
})

describe('links of pages', () => {
  const links = PAGES.flatMap((page) =>
    linksOf(page).map(([file, anchor]) => [`${page} → ${path.basename(file)}${anchor}`, file, anchor] as const),
  )

  it.each(links)('%s leads somewhere', (_, file, anchor) => {
    expect(existsSync(file)).toBe(true)
    const anchors = anchor === '' || !file.endsWith('.md') ? [anchor] : anchorsOf(file).map((name) => `#${name}`)
    expect(anchors).toContain(anchor)
  })
})

/** JavaScript that is a program of its own, with the packages that it imports. */
const programs = ['docs/embedding.md'].flatMap(blocksOf).filter(({ language }) => language === 'ts')

describe('programs of docs/embedding.md', () => {
  const folder = inRepository('test/.tmp/embedding')
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('have right types', async () => {
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    for (const { file, text } of programs) await writeFile(path.join(folder, file!), text)
    const settings = { extends: '../../tsconfig.json', include: ['.'], compilerOptions: { rootDir: '../../..', skipLibCheck: true } }
    await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(settings))
    expect(await run(inRepository('node_modules/.bin/tsc'), ['-p', folder])).toEqual({ code: 0, printed: '' })
  })

  it('print what they promise', async () => {
    const program = programs.find(({ file }) => file === 'invoke.ts')!
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    await writeFile(path.join(folder, 'invoke.ts'), program.text.replace("'capabilities/", `'${inRepository('capabilities')}/`))
    await import(path.join(folder, 'invoke.ts'))
    const lines = log.mock.calls.map(([line]: readonly unknown[]) => line)
    log.mockRestore()
    expect(lines).toMatchObject([{ ship: { imo: '9321483', name: 'Northern Star' } }])
  })
})

function run(program: string, args: readonly string[]): Promise<{ readonly code: number | null; readonly printed: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let printed = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()))
    child.once('close', (code) => resolve({ code, printed }))
  })
}
