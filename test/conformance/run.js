// The conformance suite of the Model Context Protocol against a capability document. `npm run conformance`, after `npm run build`.
//
//   npm run conformance                    everything, in each revision
//   npm run conformance -- 2026-07-28      one revision
//   npm run conformance -- 2026-07-28 caching   one scenario
//   npm run conformance -- inspector       the MCP Inspector alone
//
// The suite needs a newer Node than the engine does; npx fetches both.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { checkWithInspector } from './inspector.js'
import { startUpstream } from './upstream.js'

const SUITE = ['-y', '-p', 'node@24', '-p', '@modelcontextprotocol/conformance@0.2.0-alpha.12', 'conformance', 'server']
const INSPECTOR = 'inspector'
const REVISIONS = ['2025-06-18', '2025-11-25', '2026-07-28']

const at = (file) => fileURLToPath(new URL(file, import.meta.url))

/** A copy of the document, which can be edited while it is served. */
async function copyDocument() {
  const folder = await mkdtemp(path.join(tmpdir(), 'conformance-document-'))
  const file = path.join(folder, 'everything.yaml')
  await cp(at('everything.yaml'), file)
  await cp(at('files'), path.join(folder, 'files'), { recursive: true })
  const edited = { tools: 'Answers with a text.', prompts: 'Says one thing.' }
  let version = 0
  const change = async (list) => {
    version += 1
    const text = await readFile(file, 'utf8')
    await writeFile(`${file}.new`, text.replace(edited[list], `Version ${version}. ${edited[list]}`))
    await rename(`${file}.new`, file)
  }
  return { file, change, remove: () => rm(folder, { recursive: true }) }
}

async function startServer(file, baseUri) {
  const command = [
    at('../../packages/cli/bin/naftiko.js'),
    'run',
    file,
    '--watch',
    '--any-port',
    '--json',
    '--base-uri',
    `upstream=${baseUri}`,
  ]
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface(child.stdout)) {
    const message = JSON.parse(line)
    if (message.event === 'ready') return { url: message.capabilities[0].endpoints[0].url, child }
  }
  throw new Error('the server did not start')
}

async function check(url, revision, scenario) {
  const results = await mkdtemp(path.join(tmpdir(), 'conformance-'))
  const which =
    scenario === undefined
      ? ['--suite', 'all', '--expected-failures', at(`expected-${revision}.yaml`)]
      : ['--scenario', scenario, '--verbose']
  process.stdout.write(`\n===== ${revision}\n`)
  const child = spawn('npx', [...SUITE, '--url', url, '--spec-version', revision, '-o', results, ...which], { stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  await rm(results, { recursive: true, force: true })
  return code === 0
}

const [revision, scenario] = process.argv.slice(2)
const document = await copyDocument()
const upstream = await startUpstream(document.change)
const { url, child } = await startServer(document.file, upstream.url)
child.stdout.resume()
const failed = []
const revisions = revision === undefined ? REVISIONS : revision === INSPECTOR ? [] : [revision]
for (const one of revisions) if (!(await check(url, one, scenario))) failed.push(one)
child.kill()
upstream.stop()
await document.remove()
if ((revision === undefined || revision === INSPECTOR) && !(await checkWithInspector())) failed.push(INSPECTOR)
if (failed.length > 0) process.stdout.write(`\nnot as expected: ${failed.join(', ')}\n`)
process.exitCode = failed.length > 0 ? 1 : 0
