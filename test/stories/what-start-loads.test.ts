import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inRepository } from '../repository.ts'

const bin = inRepository('packages/cli/bin/naftiko.js')

/** Writes the URL of each ES module that the process loads to its stderr. */
const NOTE = `import { writeSync } from 'node:fs'
export async function load(url, context, next) { writeSync(2, 'LOADED ' + url + '\\n'); return next(url, context) }`
const HOOK = `import { register } from 'node:module'; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(NOTE)}`)})`

function loadedBy(...args: string[]): readonly string[] {
  return loadedAtExit(0, ...args)
}

function loadedAtExit(code: number, ...args: string[]): readonly string[] {
  const hook = `data:text/javascript,${encodeURIComponent(HOOK)}`
  const { status, stderr } = spawnSync(process.execPath, ['--import', hook, bin, ...args], { encoding: 'utf8' })
  expect({ status, stderr: status === code ? '' : stderr }).toEqual({ status: code, stderr: '' })
  return stderr.split('\n').flatMap((line) => (line.startsWith('LOADED file:') ? [line.slice('LOADED '.length)] : []))
}

const HEAVY = [
  'koa',
  '@koa/router',
  'got',
  'undici',
  '@modelcontextprotocol/',
  'jsonata',
  'jose',
  'quickjs',
  'prom-client',
  'parse5',
  'protobufjs',
]

describe.runIf(existsSync(inRepository('packages/cli/dist/main.js')))('what a command loads', () => {
  it.each([
    ['validate', ['validate', inRepository('capabilities/openrouter.yaml')]],
    ['schema', ['schema']],
    ['plugins', ['plugins']],
    ['--version', ['--version']],
  ])('%s loads no server, no client and no interpreter', (_, args) => {
    const loaded = loadedBy(...args)
    expect(loaded.some((url) => url.endsWith('/bin/naftiko.js'))).toBe(true)
    for (const name of HEAVY) expect(loaded.filter((url) => url.includes(`/node_modules/${name}`))).toEqual([])
  })

  it('a document is checked by AJV only when something is wrong with it', () => {
    const withAjv = (loaded: readonly string[]): readonly string[] =>
      loaded.filter((url) => url.includes('/core/dist/') && readFileSync(new URL(url), 'utf8').includes('node_modules/ajv/'))
    expect(withAjv(loadedBy('validate', inRepository('capabilities/openrouter.yaml')))).toEqual([])
    expect(withAjv(loadedAtExit(2, 'validate', inRepository('test/broken/types/port-is-a-number-in-quotes.yaml')))).not.toEqual([])
  })

  it('takes few files, because each costs time', () => {
    expect(loadedBy('validate', inRepository('capabilities/openrouter.yaml')).length).toBeLessThan(80)
  })

  it.each(['--version', '--help', 'help validate', 'run --help', 'completion bash'])('%s needs no engine', (line) => {
    expect(loadedBy(...line.split(' ')).filter((url) => /\/(?:core|standard|plugins)\//.test(url))).toEqual([])
  })
})
