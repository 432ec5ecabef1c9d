import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { existsSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { json, upstream } from '@naftiko/testing'
import { inRepository } from '../repository.ts'

const bin = inRepository('packages/cli/bin/naftiko.js')
const running: ChildProcess[] = []
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

/** The real command in a process of its own. Needs the build. */
function naftiko(...args: string[]) {
  const child = spawn(process.execPath, [bin, ...args], {
    env: { ...process.env, OPENROUTER_TOKEN: '', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  let out = ''
  let err = ''
  child.stdout.on('data', (text: Buffer) => (out += text.toString()))
  child.stderr.on('data', (text: Buffer) => (err += text.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, ended, out: () => out, err: () => err }
}

interface Ready {
  readonly event: string
  readonly capabilities: { readonly endpoints: { readonly namespace: string; readonly url: string }[] }[]
  readonly failed: { readonly file: string; readonly diagnostics: object[] }[]
}

async function ready(run: ReturnType<typeof naftiko>): Promise<Ready> {
  await expect.poll(() => run.out(), { timeout: 15_000 }).toContain('\n')
  return JSON.parse(run.out().split('\n')[0]!) as Ready
}

describe.runIf(existsSync(inRepository('packages/cli/dist/main.js')))('naftiko, as a process', () => {
  it('serves, says what, and stops on SIGTERM with 0', async () => {
    const api = await upstream({ 'GET /models': json({ data: [] }) })
    const run = naftiko('run', inRepository('capabilities/openrouter.yaml'), '--any-port', '--json', '--base-uri', `openrouter=${api.url}`)
    const line = await ready(run)
    expect(line).toMatchObject({
      event: 'ready',
      failed: [],
      capabilities: [
        {
          name: 'OpenRouter API',
          endpoints: [
            { type: 'rest', namespace: 'openrouter-rest' },
            { type: 'mcp', namespace: 'openrouter-mcp', transport: 'http' },
          ],
        },
      ],
    })
    expect(await (await fetch(`${line.capabilities[0]!.endpoints[0]!.url}/models`)).json()).toEqual({ data: [] })
    expect(run.err()).toContain('OPENROUTER_TOKEN is not set')
    run.child.kill('SIGTERM')
    expect(await run.ended).toBe(0)
    await api.close()
  })

  it('ends with npm when that started it, since npm passes no SIGTERM on', async () => {
    const script = `const child = require('node:child_process').spawn(process.execPath, ${JSON.stringify([bin, 'run', inRepository('capabilities/openrouter.yaml'), '--any-port', '--json'])}, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, npm_command: 'exec' } }); process.stderr.write('pid ' + child.pid + '\\n'); setInterval(() => {}, 1000)`
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'pipe'] })
    running.push(parent)
    let out = ''
    let err = ''
    parent.stdout.on('data', (text: Buffer) => (out += text.toString()))
    parent.stderr.on('data', (text: Buffer) => (err += text.toString()))
    await expect.poll(() => out, { timeout: 15_000 }).toContain('"ready"')
    const url = (JSON.parse(out.split('\n')[0]!) as Ready).capabilities[0]!.endpoints[0]!.url
    parent.kill('SIGKILL')
    await expect.poll(() => out, { timeout: 10_000 }).toContain('"stopped"')
    await expect(fetch(url)).rejects.toThrow('fetch failed')
    expect(err).toContain('pid')
  })

  it('lets in what it is told to', async () => {
    const api = await upstream({ 'GET /models': json({ data: [] }) })
    const args = ['--any-port', '--json', '--base-uri', `openrouter=${api.url}`, '--allow-origin', 'https://app.example']
    const run = naftiko('run', inRepository('capabilities/openrouter.yaml'), ...args)
    const url = `${(await ready(run)).capabilities[0]!.endpoints[0]!.url}/models`
    const statusFor = async (origin: string): Promise<number> => (await fetch(url, { headers: { origin } })).status
    expect([await statusFor('https://app.example'), await statusFor('https://evil.example')]).toEqual([200, 403])
    run.child.kill('SIGTERM')
    expect(await run.ended).toBe(0)
    await api.close()
  })

  it('serves the good documents and lists the bad ones', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'naftiko-cli-'))
    await writeFile(path.join(folder, 'bad.yaml'), 'naftiko: 1\ncapability:\n  exposes: [{ type: rest, namespace: x, port: no }]\n')
    const run = naftiko('run', inRepository('capabilities/openrouter.yaml'), path.join(folder, 'bad.yaml'), '--any-port', '--json')
    expect(await ready(run)).toMatchObject({
      failed: [
        {
          file: expect.stringContaining('bad.yaml'),
          diagnostics: [{ severity: 'error', line: 3, column: 47, pointer: '/capability/exposes/0/port' }],
        },
      ],
    })
    run.child.kill('SIGTERM')
    expect(await run.ended).toBe(0)
    await rm(folder, { recursive: true })
  })

  it.each([
    [['validate', inRepository('capabilities/openrouter.yaml')], 0],
    [['validate', '/no/such/file.yaml'], 2],
    [['run', '/no/such/file.yaml'], 2],
    [['no-such-command'], 64],
    [['call', inRepository('capabilities/openrouter.yaml'), 'openrouter.listmodelz'], 64],
    [['call', inRepository('capabilities/openrouter.yaml'), 'openrouter.listmodels', '--base-uri', 'openrouter=http://127.0.0.1:1'], 1],
    [['--version'], 0],
  ])('%j ends with %i', async (args, code) => {
    expect(await naftiko(...args).ended).toBe(code)
  })

  it('calls an operation and prints the result only', async () => {
    const api = await upstream({ 'GET /models/{a}/{s}/endpoints': json({ ok: true }) })
    const run = naftiko(
      'call',
      inRepository('capabilities/openrouter.yaml'),
      'openrouter.listmodelendpoints',
      'author=openai',
      'slug=gpt-4o',
      '--base-uri',
      `openrouter=${api.url}`,
    )
    expect(await run.ended).toBe(0)
    expect(JSON.parse(run.out())).toEqual({ ok: true })
    await api.close()
  })

  it('loads a plugin of somebody else', async () => {
    const folder = await mkdtemp(inRepository('test/.tmp-plugin-'))
    await writeFile(
      path.join(folder, 'plugin.js'),
      `export default () => ({ kind: 'consumer', type: 'constant', name: 'constant', apiVersion: 1, schema: { type: 'object' },
        compile: (entry) => ({ operations: [{ name: 'get', input: { parameters: [], payload: 'none' }, invoke: async () => ({ kind: 'value', value: entry.constant, metadata: {} }) }] }) })`,
    )
    await writeFile(path.join(folder, 'package.json'), '{"type":"module"}')
    await writeFile(
      path.join(folder, 'c.yaml'),
      'naftiko: 1\ncapability:\n  consumes: [{ type: constant, namespace: c, constant: { answer: 42 } }]\n',
    )
    const run = naftiko('call', path.join(folder, 'c.yaml'), 'c.get', '--plugin', path.join(folder, 'plugin.js'))
    expect(await run.ended).toBe(0)
    expect(JSON.parse(run.out())).toEqual({ answer: 42 })
    await rm(folder, { recursive: true })
  })
})
