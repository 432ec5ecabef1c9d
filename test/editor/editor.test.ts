import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createEngine } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inRepository } from '../repository.ts'
import { LanguageServer, type Position } from './language-server.ts'

const HEAD = '# yaml-language-server: $schema=./naftiko.schema.json\n'

/** The document without its mark `|`, and where the mark was. */
function marked(text: string): { readonly text: string; readonly position: Position } {
  const before = text.slice(0, text.indexOf('|')).split('\n')
  return { text: text.replace('|', ''), position: { line: before.length - 1, character: before.at(-1)!.length } }
}

let folder: string
let server: LanguageServer
let count = 0

beforeAll(async () => {
  await mkdir(inRepository('test/.tmp'), { recursive: true })
  folder = await mkdtemp(inRepository('test/.tmp/editor-'))
  const schema = createEngine({ plugins: standardPlugins({ env: {} }) }).schema()
  await writeFile(path.join(folder, 'naftiko.schema.json'), JSON.stringify(schema))
  server = new LanguageServer()
  await server.start()
})

afterAll(async () => {
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
})

const fresh = (): string => path.join(folder, `document-${count++}.yaml`)

async function findings(text: string): Promise<readonly string[]> {
  const found = await server.open(fresh(), HEAD + text)
  return found.map(({ message, range }) => `${range.start.line}:${range.start.character} ${message}`)
}

async function completions(text: string): Promise<readonly string[]> {
  const file = fresh()
  const { text: whole, position } = marked(HEAD + text)
  await server.open(file, whole)
  return server.completion(file, position)
}

async function hover(text: string): Promise<string> {
  const file = fresh()
  const { text: whole, position } = marked(HEAD + text)
  await server.open(file, whole)
  return server.hover(file, position)
}

/** The map grammar of later versions of the specification. */
const MAPS = `ikanos: 1.0.0-beta5
info: { display: Weather, description: Weather of the next days }
capability:
  binds:
  - namespace: env
    keys: { WEATHER_TOKEN: WEATHER_TOKEN }
  consumes:
  - type: http
    namespace: weather
    baseUri: https://api.example.org
    authentication: { type: bearer, token: '{{WEATHER_TOKEN}}' }
    resources:
      forecast:
        path: /forecast/{city}
        operations:
          get-forecast:
            method: GET
            inputParameters:
              city: { in: path, type: string }
            outputParameters:
              days: { type: array, value: $.days }
  aggregates:
  - namespace: outlook
    display: Outlook
    flows:
      tomorrow:
        description: Weather of tomorrow
        inputParameters:
          city: { type: string, description: Name of the city }
        steps:
          get-forecast:
            type: call
            call: weather.get-forecast
            with: { city: '{{city}}' }
        mappings:
        - target: sky
          value: $.get-forecast.days[0].sky
  exposes:
  - type: mcp
    namespace: weather-mcp
    port: 9090
    tools:
      tomorrow:
        description: Weather of tomorrow in one city
        ref: outlook.tomorrow
`

describe('an editor with the schema of this build', () => {
  it.each(['openrouter.yaml', 'shipyard.yaml', 'compare-models.yaml'])('underlines nothing in capabilities/%s', async (name) => {
    expect(await findings(await readFile(inRepository(`capabilities/${name}`), 'utf8'))).toEqual([])
  })

  it('underlines nothing in a document of the map grammar', async () => {
    expect(await findings(MAPS)).toEqual([])
  })

  it.each([
    ['a key of an operation', 'method: GET', 'metod: GET', 'Property metod is not allowed.'],
    ['a key of a tool', 'ref: outlook.tomorrow', 'reff: outlook.tomorrow', 'Property reff is not allowed.'],
    ['a key of a step', 'call: weather.get-forecast', 'calls: weather.get-forecast', 'Property calls is not allowed.'],
    ['a setting of a credential', 'token:', 'tokn:', 'Property tokn is not allowed.'],
    ['a type', 'type: mcp', 'type: mpc', 'Value is not accepted. Valid values: "rest", "api", "mcp", "skill", "control".'],
    ['a type of a step', 'type: call', 'type: cal', 'Value is not accepted.'],
    ['a type of a value', 'port: 9090', 'port: many', 'Incorrect type. Expected "integer".'],
  ])('underlines %s that is misspelt, and nothing else', async (_, right, wrong, message) => {
    const line = (HEAD + MAPS).split('\n').findIndex((text) => text.includes(right))
    const found = await findings(MAPS.replace(right, wrong))
    expect(found.filter((text) => text.includes(message))).toHaveLength(1)
    expect(found.map((text) => Number(text.split(':')[0])).filter((at) => Math.abs(at - line) > 3)).toEqual([])
  })
})

describe('completion', () => {
  const document = (rest: string): string => `naftiko: 1.0.0-alpha2\ncapability:\n${rest}`

  it.each([
    ['sections', 'capability:\n  |', ['consumes', 'exposes', 'aggregates', 'binds'], ['tools']],
    ['what an entry can be', document('  exposes:\n  - |'), ['type', 'import'], ['tools', 'management']],
    ['types of exposers', document('  exposes:\n  - type: |'), ['rest', 'mcp', 'skill', 'control'], ['http']],
    ['keys of an MCP exposer', document('  exposes:\n  - type: mcp\n    |'), ['tools', 'prompts', 'toolsets'], ['locations', 'management']],
    ['keys of a REST exposer', document('  exposes:\n  - type: rest\n    |'), ['resources', 'maxBodySize'], ['tools', 'prompts']],
    [
      'keys of a tool in a list',
      document('  exposes:\n  - type: mcp\n    tools:\n    - name: x\n      |'),
      ['call', 'ref', 'hints', 'steps'],
      ['method'],
    ],
    [
      'keys of a tool in a map',
      document('  exposes:\n  - type: mcp\n    tools:\n      x:\n        description: y\n        |'),
      ['call', 'ref', 'hints'],
      ['method'],
    ],
    [
      'kinds of credentials',
      document('  consumes:\n  - type: http\n    authentication:\n      type: |'),
      ['bearer', 'oauth2', 'aws-sig-v4'],
      [],
    ],
    [
      'settings of this credential only',
      document('  consumes:\n  - type: http\n    authentication:\n      type: oauth2\n      |'),
      ['tokenUri', 'clientSecret'],
      ['region', 'consumerKey'],
    ],
    [
      'types of steps',
      document('  aggregates:\n  - namespace: a\n    functions:\n    - name: f\n      steps:\n      - type: |'),
      ['call', 'lookup', 'script', 'switch'],
      [],
    ],
    [
      'keys of this step only',
      document('  aggregates:\n  - namespace: a\n    functions:\n    - name: f\n      steps:\n      - type: lookup\n        |'),
      ['index', 'match', 'retry'],
      ['call', 'branches'],
    ],
    [
      'methods',
      document('  consumes:\n  - type: http\n    resources:\n    - name: r\n      operations:\n      - method: |'),
      ['GET', 'PATCH'],
      [],
    ],
  ])('offers %s', async (_, text, offered, not) => {
    const labels = await completions(text)
    expect(labels).toEqual(expect.arrayContaining(offered))
    expect(labels.filter((label) => (not as readonly string[]).includes(label))).toEqual([])
  })
})

describe('hover', () => {
  it.each([
    ['a key of the document', 'capab|ility:\n  consumes: []\n', 'What the capability consumes and exposes.'],
    ['a key of a consumed API', MAPS.replace('baseUri', 'base|Uri'), 'Address that all paths are appended to.'],
    ['a key of a tool in a map', MAPS.replace('ref: outlook', 'r|ef: outlook'), 'The aggregate function that it calls'],
    ['a word of the other grammar', MAPS.replace('target: sky', 'tar|get: sky'), 'The same as "targetName"'],
    ['a setting of a credential', MAPS.replace('token:', 'tok|en:'), 'The token.'],
  ])('tells about %s', async (_, text, told) => {
    expect(await hover(text)).toContain(told)
  })
})
