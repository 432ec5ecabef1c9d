import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { standardPlugins } from '@naftiko/standard'
import { json, upstream } from '@naftiko/testing'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Build } from '../src/index.ts'
import { finish, folderWith } from './terminal.ts'

const build: Build = { plugins: async (env) => standardPlugins({ env }) }

const PETS = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1' },
  servers: [{ url: 'https://pets.example/v1' }],
  components: { securitySchemes: { key: { type: 'mutualTLS' } } },
  paths: {
    '/pets': { get: { operationId: 'listPets', parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer' } }], responses: {} } },
    '/pets/{id}': { get: { operationId: 'getPet', security: [{ key: [] }], responses: {} } },
  },
})

describe('naftiko import openapi', () => {
  it('prints what is consumed, and says on stderr what could not be taken over', async () => {
    const cwd = await folderWith({ 'pets.json': PETS })
    const { exitCode, stdout, stderr } = await finish(['import', 'openapi', 'pets.json'], { cwd, build })
    expect(exitCode).toBe(0)
    expect(parse(stdout)).toMatchObject({
      info: { label: 'Pets' },
      capability: { consumes: [{ namespace: 'pets', baseUri: 'https://pets.example/v1' }] },
    })
    expect(stderr).toBe('warning: the security scheme key cannot be presented; see "authentication" of the consumed API\n')
  })

  it('writes a file that validates strictly, once', async () => {
    const cwd = await folderWith({ 'pets.json': PETS })
    const argv = [
      'import',
      'openapi',
      'pets.json',
      '--expose',
      'rest,mcp',
      '--namespace',
      'zoo',
      '--base-uri',
      'https://zoo.example',
      '--output',
      'out/zoo.yaml',
    ]
    const first = await finish(argv, { cwd, build })
    expect(first).toMatchObject({ exitCode: 0, stdout: '' })
    expect(first.stderr).toContain('wrote out/zoo.yaml with 2 operations; next: naftiko run out/zoo.yaml\n')
    expect(await finish(['validate', 'out/zoo.yaml', '--strict'], { cwd, build })).toMatchObject({ exitCode: 0 })
    expect(await readFile(path.join(cwd, 'out/zoo.yaml'), 'utf8')).toContain('baseUri: https://zoo.example\n')
    const second = await finish(argv, { cwd, build })
    expect(second).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('out/zoo.yaml is there already; name another file, or pass --force'),
    })
    expect(await finish([...argv, '--force'], { cwd, build })).toMatchObject({ exitCode: 0 })
  })

  it('reads an address, and the addresses in it start there', async () => {
    await using api = await upstream({ 'GET /docs/openapi.json': json({ ...(JSON.parse(PETS) as object), servers: [{ url: '/v2' }] }) })
    const { stdout } = await finish(['import', 'openapi', `${api.url}/docs/openapi.json`], { build })
    expect(stdout).toContain(`baseUri: ${api.url}/v2\n`)
  })

  it('reads the standard input', async () => {
    expect(await finish(['import', 'openapi', '-'], { stdin: PETS, build })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('label: Pets'),
    })
  })

  it('shows somebody who waits that a large document is being read', async () => {
    const large = JSON.stringify({ ...(JSON.parse(PETS) as object), 'x-much': 'x'.repeat(600_000) })
    const cwd = await folderWith({ 'pets.json': large })
    expect((await finish(['import', 'openapi', 'pets.json'], { cwd, build, tty: true })).stderr).toContain('read 0.6 MB; converting …\n')
    expect((await finish(['import', 'openapi', 'pets.json'], { cwd, build })).stderr).not.toContain('converting')
  })

  it.each([
    [['import'], 64, 'say what; what can be is: import openapi <file|url>'],
    [['import', 'raml', 'a'], 64, '"raml" cannot be imported'],
    [['import', 'openapi'], 64, 'name one OpenAPI document'],
    [['import', 'openapi', 'a', '--expose', 'soap'], 64, '--expose takes rest, mcp or both (rest,mcp), not "soap"'],
    [['import', 'openapi', 'pets.json', '--namespace', '1 x'], 64, '--namespace needs a name'],
    [['import', 'openapi', 'pets.json', '--base-uri', 'x'], 64, '--base-uri needs an http or https URL'],
    [['import', 'openapi', 'none.json'], 2, 'cannot read none.json: there is no such file [NAFTIKO_FILE_UNREADABLE]'],
    [['import', 'openapi', 'other.json'], 2, 'this is no OpenAPI document'],
  ])('%j ends with %i', async (argv, exitCode, message) => {
    const cwd = await folderWith({ 'pets.json': PETS, 'other.json': '{"a":1}' })
    expect(await finish(argv, { cwd, build })).toMatchObject({ exitCode, stdout: '', stderr: expect.stringContaining(message) })
  })

  it('says what an address answered', async () => {
    await using api = await upstream({})
    const { exitCode, stderr } = await finish(['import', 'openapi', `${api.url}/none`], { build })
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`cannot read ${api.url}/none: it answered 404`)])
  })
})

describe('naftiko export openapi', () => {
  const capability = (exposes: readonly object[]): string =>
    JSON.stringify({
      naftiko: '1.0.0-alpha2',
      info: { label: 'Pets' },
      capability: {
        consumes: [
          {
            type: 'http',
            namespace: 'pets',
            baseUri: 'https://pets.example',
            resources: [{ path: '/pets', operations: [{ name: 'list' }] }],
          },
        ],
        exposes,
      },
    })
  const rest = (namespace: string, more: object = {}): object => ({
    type: 'rest',
    namespace,
    port: 8080,
    resources: [
      {
        path: '/pets',
        operations: [
          { name: 'list', method: 'GET', call: 'pets.list', inputParameters: [{ name: 'limit', in: 'query', type: 'integer' }] },
        ],
      },
    ],
    ...more,
  })

  it('prints what the running capability answers, with an address that is true in a file', async () => {
    const cwd = await folderWith({ 'a.json': capability([rest('pets-rest')]) })
    const { exitCode, stdout } = await finish(['export', 'openapi', 'a.json'], { cwd, build })
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      openapi: '3.1.0',
      servers: [{ url: 'http://127.0.0.1:8080' }],
      paths: { '/pets': { get: { operationId: 'list', parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer' } }] } } },
    })
  })

  it('says what callers must present, and no secret', async () => {
    const authentication = { type: 'apikey', key: 'X-Key', value: 'hush', placement: 'header' }
    const cwd = await folderWith({ 'a.json': capability([rest('pets-rest', { authentication })]) })
    const { stdout } = await finish(['export', 'openapi', 'a.json'], { cwd, build })
    expect(JSON.parse(stdout)).toMatchObject({
      security: [{ caller: [] }],
      components: { securitySchemes: { caller: { type: 'apiKey', name: 'X-Key', in: 'header' } } },
    })
    expect(stdout).not.toContain('hush')
  })

  it('writes YAML to a file', async () => {
    const cwd = await folderWith({ 'a.json': capability([rest('pets-rest')]) })
    const { exitCode } = await finish(['export', 'openapi', 'a.json', '--format', 'yaml', '--output', 'openapi.yaml'], { cwd, build })
    expect([exitCode, parse(await readFile(path.join(cwd, 'openapi.yaml'), 'utf8'))]).toEqual([
      0,
      expect.objectContaining({ openapi: '3.1.0' }),
    ])
  })

  it.each([
    [['export'], 64, 'say what; what can be is: export openapi <file>'],
    [['export', 'openapi'], 64, 'name one capability document'],
    [['export', 'openapi', 'two.json'], 64, 'name one with --exposer: a, b'],
    [['export', 'openapi', 'two.json', '--exposer', 'c'], 64, 'no exposer "c" can be described; these can: a, b'],
    [['export', 'openapi', 'none.json'], 64, 'exposes no REST API'],
    [['export', 'openapi', 'bad.json'], 2, 'bad.json:'],
  ])('%j ends with %i', async (argv, exitCode, message) => {
    const cwd = await folderWith({
      'two.json': capability([rest('a'), rest('b', { port: 8081 })]),
      'none.json': capability([]),
      'bad.json': '{',
    })
    expect(await finish(argv, { cwd, build })).toMatchObject({ exitCode, stdout: '', stderr: expect.stringContaining(message) })
  })

  it('takes the one that is named', async () => {
    const cwd = await folderWith({ 'two.json': capability([rest('a'), rest('b', { port: 8081 })]) })
    const { stdout } = await finish(['export', 'openapi', 'two.json', '--exposer', 'b'], { cwd, build })
    expect(JSON.parse(stdout)).toMatchObject({ info: { title: 'b' }, servers: [{ url: 'http://127.0.0.1:8081' }] })
  })

  it('imported again is a capability with the same operations', async () => {
    const cwd = await folderWith({ 'a.json': capability([rest('pets-rest')]) })
    await finish(['export', 'openapi', 'a.json', '--output', 'openapi.json'], { cwd, build })
    const { stdout } = await finish(['import', 'openapi', 'openapi.json', '--expose', 'rest'], { cwd, build })
    expect(parse(stdout)).toMatchObject({
      capability: {
        consumes: [
          {
            baseUri: 'http://127.0.0.1:8080',
            resources: [
              { path: '/pets', operations: [{ name: 'list', method: 'GET', inputParameters: [{ name: 'limit', type: 'integer' }] }] },
            ],
          },
        ],
      },
    })
  })
})
