import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { inRepository } from '../repository.ts'

/** Runs a script step outside of any host and stops nothing. Needs the build. */
const PROGRAM = `
import { readFile } from 'node:fs/promises'
import { scriptStep } from '@naftiko/script-step'
const folder = process.argv[1]
const log = { debug() {}, info() {}, warn() {}, error: console.error }
const read = (file, { within }) => readFile(within + '/' + file)
const step = { type: 'script', name: 'main', language: 'javascript', location: folder, file: 'main.js' }
const node = scriptStep({ timeout: 1000, statementLimit: 1e12 }).compile(step, { log, read, report: console.error })
const run = (input) => node.run({ input, results: {}, values: input, signal: new AbortController().signal })
console.log(JSON.stringify(await run({ n: 20 })))
console.log(await run({ loop: true }).catch((error) => error.code))
`

describe('a process that has run scripts', () => {
  it('ends by itself, and not before they have answered', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'script-story-'))
    await writeFile(path.join(folder, 'main.js'), 'if (context.loop) for (;;);\nresult = context.n + 1')
    const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM, folder], { cwd: inRepository('test') })
    let out = ''
    child.stdout.on('data', (text: Buffer) => (out += text.toString()))
    child.stderr.on('data', (text: Buffer) => (out += text.toString()))
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
    await rm(folder, { recursive: true })
    expect(out.split('\n')).toEqual(['21', 'NAFTIKO_SCRIPT_LIMIT', ''])
    expect(code).toBe(0)
  })
})
