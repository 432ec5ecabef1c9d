import { fileURLToPath } from 'node:url'
import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { standardBuild } from '../src/build.ts'
import { finish, folderWith } from './terminal.ts'

const SHIPYARD = fileURLToPath(new URL('../../../capabilities/shipyard.yaml', import.meta.url))

/** The map grammar names things by their keys. */
const MAPS = `ikanos: 1.0.0-beta5
info: { display: Weather }
capability:
  consumes:
  - type: http
    namespace: weather
    baseUri: https://api.example.org
    resources:
      forecast:
        path: /forecast/{city}
        operations:
          get: { method: GET }
  exposes:
  - type: mcp
    namespace: weather-mcp
    tools:
      tomorrow:
        description: Weather of tomorrow
        call: weather.get
        with: { city: tools.place }
        inputParameters: { place: { type: string, description: Where. } }
        outputParameters: { sky: { type: string, mapping: '$uppercase(days[0].sky)' }, low: { type: number, mapping: '$.days[0].low' } }
`

const inspect = async (file: string, ...options: string[]): Promise<string> =>
  (await finish(['inspect', file, ...options], { build: standardBuild })).stdout

describe('naftiko inspect', () => {
  it.each([
    ['path', /steps\.crew\.lookupValue +path +\$\.get-ship\.crewIds/],
    ['jsonpath', /mappings\.aboard\.cooks\.value +jsonpath +\$\.crew\[\?@\.role == 'cook'\]\.fullName/],
    ['jsonata', /mappings\.experience\.value +jsonata +\$sum\(crew\.years\)/],
    ['template', /steps\.get-ship\.with\.imo +template +\{\{imo\}\}/],
    ['reference', /steps\.crew\.index +reference +list-crew/],
  ])('says where a %s is', async (_, line) => {
    expect(await inspect(SHIPYARD)).toMatch(line)
  })

  it('names what belongs to what in the map grammar, too', async () => {
    const folder = await folderWith({ 'weather.yaml': MAPS })
    const { wiring } = JSON.parse(await inspect(`${folder}/weather.yaml`, '--format', 'json')) as { wiring: { at: string }[] }
    expect(wiring.filter(({ at }) => at === 'weather-mcp.tomorrow')).toMatchObject([
      { place: 'call', dialect: 'call', text: 'weather.get' },
      { place: 'with.city', dialect: 'reference', text: 'tools.place', line: 20 },
      { place: 'outputParameters.sky.mapping', dialect: 'jsonata', text: '$uppercase(days[0].sky)' },
      { place: 'outputParameters.low.mapping', dialect: 'path', text: '$.days[0].low' },
    ])
  })

  it('has the dialects on the arrows of the diagram', async () => {
    const folder = await folderWith({ 'weather.yaml': MAPS })
    expect(await inspect(`${folder}/weather.yaml`, '--format', 'mermaid')).toMatch(/n\d+ -->\|reference, jsonata, path\| n\d+/)
  })
})

describe('naftiko create capability', () => {
  it('writes the schema that the first line of the document names, and leaves one that is there', async () => {
    const cwd = await folderWith({})
    const first = await finish(['create', 'capability', 'books', '--template', 'mock'], { build: standardBuild, cwd })
    expect(first).toMatchObject({ exitCode: 0, stdout: 'books.yaml\n', stderr: expect.stringContaining('wrote naftiko.schema.json') })
    expect(await readFile(`${cwd}/books.yaml`, 'utf8')).toMatch(/^# yaml-language-server: \$schema=\.\/naftiko\.schema\.json\n/)
    const schema = await readFile(`${cwd}/naftiko.schema.json`, 'utf8')
    expect(schema).toBe((await finish(['schema'], { build: standardBuild })).stdout)
    const second = await finish(['create', 'capability', 'films', '--template', 'mock'], { build: standardBuild, cwd })
    expect(second.stderr).not.toContain('schema')
    expect(await readdir(cwd)).toEqual(['books.yaml', 'films.yaml', 'naftiko.schema.json'])
  })

  it('leaves a folder that runs as it is', async () => {
    const cwd = await folderWith({})
    await finish(['create', 'capability', 'books', '--template', 'mock'], { build: standardBuild, cwd })
    expect((await finish(['validate', '.', '--strict'], { build: standardBuild, cwd })).stderr).toBe('no problems in 1 file\n')
  })
})
