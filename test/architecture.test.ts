import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { repository } from './repository.ts'

/** Which packages of ours the sources of each room may import. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'packages/plugin-api': [],
  'packages/core': ['@naftiko/plugin-api'],
  'packages/standard': ['@naftiko/plugin-api', ...plugins().map((name) => `@naftiko/${name}`)],
  'packages/testing': ['@naftiko/core', '@naftiko/plugin-api'],
  'packages/openapi': ['@naftiko/plugin-api'],
  'packages/demo': ['@naftiko/core', '@naftiko/standard'],
  'packages/cli': ['@naftiko/core', '@naftiko/mcp-consumer', '@naftiko/openapi', '@naftiko/standard', '@naftiko/plugin-api'],
  ...Object.fromEntries(plugins().map((name) => [`plugins/${name}`, ['@naftiko/plugin-api']])),
}

function plugins(): readonly string[] {
  return readdirSync(path.join(repository, 'plugins'))
}

function sourcesOf(room: string): readonly string[] {
  const folder = path.join(repository, room, 'src')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.join(folder, file))
}

const IMPORT =
  /^(?:import|export)\b[^'"=();]*\bfrom\s+['"]([^'"\n]+)['"]|^import\s+['"]([^'"\n]+)['"]|\b(?:import|require)\(\s*['"]([^'"\n]+)['"]/gm

function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  return [...text.matchAll(IMPORT)].map((match) => (match[1] ?? match[2] ?? match[3])!)
}

const rooms = ['packages', 'plugins'].flatMap((parent) => readdirSync(path.join(repository, parent)).map((name) => `${parent}/${name}`))

describe('the rooms of the repository', () => {
  it('are all listed here', () => {
    expect(rooms.toSorted()).toEqual(Object.keys(ALLOWED).toSorted())
  })

  it.each(rooms)('%s imports only the packages it may', (room) => {
    const own = (JSON.parse(readFileSync(path.join(repository, room, 'package.json'), 'utf8')) as { name: string }).name
    const foreign = sourcesOf(room).flatMap((file) =>
      importsOf(file)
        .filter((name) => (name.startsWith('@naftiko/') || name === 'naftiko') && name !== own && !ALLOWED[room]!.includes(name))
        .map((name) => `${path.relative(repository, file)} imports ${name}`),
    )
    expect(foreign).toEqual([])
  })

  it.each(rooms)('%s declares every package that it imports', (room) => {
    const manifest = JSON.parse(readFileSync(path.join(repository, room, 'package.json'), 'utf8')) as {
      dependencies?: Record<string, string>
    }
    const declared = Object.keys(manifest.dependencies ?? {})
    const used = sourcesOf(room)
      .flatMap(importsOf)
      .filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
    const packages = new Set(
      used.map((name) =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
    )
    expect([...packages].filter((name) => !declared.includes(name))).toEqual([])
  })

  it('reach into each other through their doors only', () => {
    const climbing = rooms.flatMap((room) =>
      sourcesOf(room).flatMap((file) =>
        importsOf(file)
          .filter((name) => name.startsWith('.') && !path.resolve(path.dirname(file), name).startsWith(path.join(repository, room, 'src')))
          .map((name) => `${path.relative(repository, file)} imports ${name}`),
      ),
    )
    expect(climbing).toEqual([])
  })
})

describe('core', () => {
  it('names no plugin', () => {
    // A name of one plain word, such as formats, is a name only with its scope.
    const names = plugins().map((name) => (name.includes('-') ? name : `@naftiko/${name}`))
    const naming = sourcesOf('packages/core').filter((file) => names.some((name) => readFileSync(file, 'utf8').includes(name)))
    expect(naming.map((file) => path.relative(repository, file))).toEqual([])
  })

  it('uses the container in one file only', () => {
    const users = sourcesOf('packages/core').filter((file) => importsOf(file).includes('tsyringe'))
    expect(users.map((file) => path.relative(repository, file))).toEqual(['packages/core/src/composition/services.ts'])
  })

  /** Stages of a document, in order: a folder may import from those before it, never from those after. */
  const STAGES = ['document', 'model', 'validate', 'expression', 'guard', 'compile', 'graph', 'host']

  it.each(STAGES)('%s imports no later stage', (stage) => {
    const folder = path.join(repository, 'packages/core/src', stage)
    const later = STAGES.slice(STAGES.indexOf(stage) + 1)
    const backwards = sourcesOf('packages/core')
      .filter((file) => file.startsWith(folder + path.sep))
      .flatMap((file) =>
        importsOf(file)
          .map(
            (name) => path.relative(path.join(repository, 'packages/core/src'), path.resolve(path.dirname(file), name)).split(path.sep)[0]!,
          )
          .filter((target) => later.includes(target))
          .map((target) => `${path.relative(repository, file)} imports ${target}`),
      )
    expect(backwards).toEqual([])
  })
})

describe('the repository', () => {
  it('has one version for every package and every reference between them', () => {
    const manifests = [...rooms, 'test', '.'].map(
      (room) =>
        JSON.parse(readFileSync(path.join(repository, room, 'package.json'), 'utf8')) as Record<string, Record<string, string>> & {
          name: string
          version: string
        },
    )
    const names = new Set(manifests.map((manifest) => manifest.name))
    const versions = manifests.flatMap((manifest) => [
      manifest.version,
      ...['dependencies', 'devDependencies'].flatMap((kind) =>
        Object.entries(manifest[kind] ?? {}).flatMap(([name, version]) => (names.has(name) ? [version] : [])),
      ),
    ])
    expect(new Set(versions).size).toBe(1)
  })

  it('keeps generated files out', () => {
    const ignored = readFileSync(path.join(repository, '.gitignore'), 'utf8').split('\n')
    expect(ignored).toEqual(expect.arrayContaining(['node_modules/', 'dist/']))
    expect(statSync(path.join(repository, 'package-lock.json')).isFile()).toBe(true)
  })
})
