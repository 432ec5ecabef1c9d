// Goal 5: the commands from their start to their end, beside a script that loads by hand what they need. Linux only.
//
// CPU is all that the process used, its end included, as the kernel adds it to its parent's (/proc, in hundredths of a second).
// Servers are told to end as soon as they say that they are ready.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { median } from '../lib/compare.js'

export const title = 'from the start of a process to its end'
export const head = ['', 'CPU ms', 'ready ms', 'CPU ×', 'goal']

const placeOf = (file) => fileURLToPath(new URL(file, import.meta.url))
const BIN = placeOf('../../../packages/cli/bin/naftiko.js')
const SEED = placeOf('../../../capabilities/openrouter.yaml')
const PLAIN = [placeOf('../servers/plain-start.js')]
const CASES = [
  { what: 'run', goal: 1, args: [BIN, 'run', SEED, '--any-port', '--json'] },
  { what: 'validate', goal: 0.5, args: [BIN, 'validate', SEED], endsItself: true },
]

/** CPU time of all children that have ended, in ms. */
function cpuOfEnded() {
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[13]) + Number(fields[14])) * 10
}

/** One process: its CPU time, and how long it took until it said that it is ready, or until its end; both in ms. */
function once(args, endsItself) {
  const before = cpuOfEnded()
  const from = performance.now()
  const env = { ...process.env, OPENROUTER_TOKEN: 'token' }
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.on('data', (text) => (said += text))
  let ready
  child.stdout.on('data', () => {
    if (endsItself || ready !== undefined) return
    ready = performance.now() - from
    child.kill('SIGTERM')
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      if (endsItself) ready = performance.now() - from
      // 143 is an end that was asked for.
      if (ready === undefined || ![0, 143].includes(code)) reject(new Error(`${args.join(' ')} ended with ${code}: ${said}`))
      else resolve({ cpu: cpuOfEnded() - before, ready })
    })
  })
}

export async function run({ rounds }) {
  if (!existsSync('/proc/self/stat')) return [{ row: ['needs /proc'] }]
  const found = []
  // The first round fills the caches of the disk, and that of compiled code where there is one.
  for (let index = 0; index <= rounds; index += 1) {
    const plain = await once(PLAIN, false)
    const ours = []
    for (const { args, endsItself } of CASES) ours.push(await once(args, endsItself))
    if (index > 0) found.push({ plain, ours })
  }
  const row = (what, one, ...more) => [
    what,
    ...['cpu', 'ready'].map((key) => median(found.map((round) => one(round)[key])).toFixed(0)),
    ...more,
  ]
  const results = CASES.map(({ what, goal }, index) => {
    const ratio = median(found.map(({ plain, ours }) => ours[index].cpu / plain.cpu))
    return { title: what, ratio, goal, row: row(what, ({ ours }) => ours[index], ratio.toFixed(2), `≤ ${goal}`) }
  })
  return [{ title: 'plain script', found, row: row('plain script', ({ plain }) => plain) }, ...results]
}
