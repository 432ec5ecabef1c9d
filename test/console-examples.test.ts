import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { main } from 'naftiko'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inRepository } from './repository.ts'

/** A command of a page, and what the page says that it prints. */
interface Example {
  readonly command: string
  readonly printed: string
}

const BLOCK = /^```(\w+)\n([\s\S]*?)^```$/gm

async function blocksOf(page: string): Promise<readonly (readonly [language: string, text: string])[]> {
  const text = await readFile(inRepository(page), 'utf8')
  return [...text.matchAll(BLOCK)].map((match) => [match[1]!, match[2]!] as const)
}

function examplesOf(blocks: Awaited<ReturnType<typeof blocksOf>>): readonly Example[] {
  return blocks
    .filter(([language]) => language === 'console')
    .flatMap(([, text]) => text.split(/^\$ npx naftiko /m).slice(1))
    .map((text) => ({ command: text.slice(0, text.indexOf('\n')), printed: text.slice(text.indexOf('\n') + 1).trim() }))
}

/** Words as a shell reads them, as far as pages use that. */
function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/'([^']*)'|(\S*?)'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[4] ?? match[2]! + match[3]!)
}

class Screen extends Writable {
  text = ''
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}

async function run(command: string, cwd: string): Promise<string> {
  const stdout = new Screen()
  const stderr = new Screen()
  const signals = new EventEmitter() as never
  await main(wordsOf(command), { stdin: new PassThrough().end(), stdout, stderr, env: {}, cwd, signals })
  return (stdout.text + stderr.text).replaceAll(`${cwd}/`, '').trim()
}

/** Pages write JSON for people. */
function readable(printed: string): unknown {
  return printed.startsWith('{') ? JSON.parse(printed) : printed
}

const PAGES = ['docs/getting-started.md', 'docs/orchestration.md', 'docs/skills.md', 'docs/writing-plugins.md']
/** Its example starts the command as a process, and that is there only after a build. */
const BUILT = existsSync(inRepository('packages/cli/dist/main.js')) ? ['docs/consuming-mcp.md'] : []

describe.each([...PAGES, ...BUILT])('%s', async (page) => {
  const blocks = await blocksOf(page)
  let folder: string
  beforeAll(async () => {
    // Inside the repository, so that a plugin finds @naftiko/plugin-api as an installed one would.
    await mkdir(inRepository('test/.tmp'), { recursive: true })
    folder = await mkdtemp(inRepository('test/.tmp/page-'))
    await writeFile(path.join(folder, 'package.json'), '{"type":"module"}')
    for (const [, text] of blocks) {
      const name = /^(?:#|\/\/) ([\w-]+\.(?:yaml|js))\n/.exec(text)?.[1]
      if (name !== undefined) await writeFile(path.join(folder, name), text)
    }
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const examples = examplesOf(blocks)

  it('has examples', () => expect(examples.length).toBeGreaterThan(0))

  it.each(examples.map((example) => [example.command, example.printed] as const))('naftiko %s', async (command, printed) => {
    const really = await run(command, folder)
    expect(readable(really)).toEqual(readable(printed))
  })
})
