import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEngine, type Engine, type Host } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { json, upstream, type Upstream } from '@naftiko/testing'

const document = (baseUri: string, step: string): string => `naftiko: 1.0.0-alpha2
capability:
  consumes:
    - type: http
      namespace: registry
      baseUri: ${baseUri}
      resources:
        - { name: ships, path: /ships, operations: [{ name: list, method: GET }] }
  exposes:
    - type: mcp
      namespace: tools
      tools:
        - name: fleet
          description: Ships of one flag
          inputParameters:
            - { name: flag, type: string, description: A country }
          steps:
            - { type: call, name: list-ships, call: registry.list }
            - name: fleet
              type: script
${step}
          mappings:
            - { targetName: ships, value: $.fleet.names }
            - { targetName: total, value: $.fleet.total }
    - type: control
      namespace: control
      port: 9091
      management:
        scripting: { defaultLanguage: javascript, defaultLocation: 'file:///./scripts', timeout: 30000, statementLimit: 1000000000000 }
`

const indented = (lines: readonly string[]): string => lines.map((line) => `              ${line}`).join('\n')

let folder: string
let api: Upstream
let host: Host | undefined

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'script-steps-'))
  await mkdir(path.join(folder, 'scripts'))
  api = await upstream()
  api.on(
    'GET /ships',
    json([
      { name: 'Nord', flag: 'NO' },
      { name: 'Ever', flag: 'PA' },
      { name: 'Astra', flag: 'PA' },
    ]),
  )
})

afterEach(async () => {
  await host?.stop({ graceMs: 0 })
  host = undefined
  await api.close()
  await rm(folder, { recursive: true })
})

/** The document with this step, beside these scripts. */
async function written(step: readonly string[], scripts: Readonly<Record<string, string>>): Promise<{ engine: Engine; file: string }> {
  for (const [name, text] of Object.entries(scripts)) await writeFile(path.join(folder, 'scripts', name), text)
  const file = path.join(folder, 'fleet.yaml')
  await writeFile(file, document(api.url, indented(step)))
  return { engine: createEngine({ plugins: standardPlugins({ env: {} }) }), file }
}

async function started(step: readonly string[], scripts: Readonly<Record<string, string>>): Promise<Host> {
  const { engine, file } = await written(step, scripts)
  host = engine.host([await engine.load(file)], { anyPort: true })
  await host.start()
  return host
}

const FLEET = `const ships = context['list-ships'].filter((ship) => ship.flag === input.flag)
result = { names: ships.map((ship) => ship.name).sort(), total: context['list-ships'].length, flag: context.flag }`

describe('a script between a call and its mappings', () => {
  it('sees results and arguments, and its own result is mapped', async () => {
    const running = await started(['file: fleet.js'], { 'fleet.js': FLEET })
    const outcome = await running.invoke('tools.fleet', { flag: 'PA' })
    expect(outcome).toMatchObject({ kind: 'value', value: { ships: ['Astra', 'Ever'], total: 3 } })
  })

  it('sees what "with" says', async () => {
    const step = ['file: fleet.js', 'with: { flag: "{{flag}}O", first: "$.list-ships[0].name", fixed: 7 }']
    const script = 'result = { names: [input.flag, input.first, input.fixed, context.flag, Object.keys(input).length], total: 0 }'
    const running = await started(step, { 'fleet.js': script })
    const outcome = await running.invoke('tools.fleet', { flag: 'N' })
    expect(outcome).toMatchObject({ value: { ships: ['NO', 'Nord', 7, 'NO', 3] } })
  })

  it('says in which step and where it failed', async () => {
    const running = await started(['file: fleet.js'], { 'fleet.js': '\nthrow new Error("no flag")\nresult' })
    await expect(running.invoke('tools.fleet', {})).rejects.toMatchObject({
      status: 500,
      message: 'step "fleet" failed: script "fleet.js" failed: Error: no flag (fleet.js, line 2)',
    })
  })

  it('is ended with its host', async () => {
    const running = await started(['file: fleet.js'], { 'fleet.js': 'for (;;);\nresult' })
    const failed = running.invoke('tools.fleet', {}).catch((error: unknown) => error)
    await expect.poll(() => api.requests.length).toBe(1)
    await running.stop({ graceMs: 0 })
    expect(await failed).toMatchObject({ fault: 'cancelled' })
  })

  it('is ended by the timeout of its step, and can be replaced', async () => {
    const running = await started(['file: fleet.js', 'timeout: 300ms', 'onError: { value: { names: [], total: 0 } }'], {
      'fleet.js': 'for (;;);\nresult',
    })
    expect(await running.invoke('tools.fleet', {})).toMatchObject({ value: { ships: [], total: 0 } })
  })
})

describe('the diagnostics of a script', () => {
  it.each([
    [
      'a syntax error',
      ['file: fleet.js'],
      { 'fleet.js': 'result = 1\nresult = ;' },
      'NAFTIKO_SCRIPT_SYNTAX',
      'error',
      21,
      'script "fleet.js" cannot be parsed: fleet.js, line 2, column 10',
    ],
    [
      'a missing dependency',
      ['file: fleet.js', 'dependencies: [lib.js]'],
      { 'fleet.js': FLEET },
      'NAFTIKO_SCRIPT_UNREADABLE',
      'warning',
      22,
      '"lib.js" of script "fleet.js" cannot be read',
    ],
    [
      'another language',
      ['language: groovy', 'file: fleet.groovy'],
      {},
      'NAFTIKO_SCRIPT_LANGUAGE',
      'warning',
      21,
      'script "fleet.groovy" is written in Groovy',
    ],
    [
      'a way out',
      ['file: ../fleet.yaml'],
      {},
      'NAFTIKO_SCRIPT_UNREADABLE',
      'error',
      21,
      'script "../fleet.yaml" wants "../fleet.yaml", which is outside its folder',
    ],
    [
      'a link out',
      ['file: link.js'],
      {},
      'NAFTIKO_SCRIPT_UNREADABLE',
      'warning',
      21,
      'script "link.js" cannot be read from file:///./scripts: link.js is outside the folder that it must be in',
    ],
  ])('stand in the document: %s', async (_, step, scripts, code, severity, line, message) => {
    const { engine, file } = await written(step, scripts)
    await symlink(file, path.join(folder, 'scripts/link.js'))
    const { diagnostics } = await engine.validate(file)
    const own = diagnostics.filter((diagnostic) => diagnostic.code.startsWith('NAFTIKO_SCRIPT'))
    expect(own).toMatchObject([{ code, severity, line, message: expect.stringContaining(message) }])
  })

  it('are none when nothing is wrong', async () => {
    const { engine, file } = await written(['file: fleet.js'], { 'fleet.js': FLEET })
    const { diagnostics } = await engine.validate(file)
    const found = diagnostics.filter(({ severity, message }) => severity !== 'hint' && !message.includes('control'))
    expect(found.map(({ message }) => message)).toEqual([])
  })

  it('leave the rest of the document to be served', async () => {
    const running = await started(['language: groovy', 'file: fleet.groovy'], {})
    await expect(running.invoke('tools.fleet', {})).rejects.toMatchObject({
      status: 501,
      message:
        'step "fleet" failed: script "fleet.groovy" is written in Groovy, which this engine does not run; rewrite it in JavaScript and set "language: javascript"',
    })
    expect(await running.invoke('registry.list')).toMatchObject({ kind: 'value' })
  })
})
