// Goal 7: two workers beside one, each as `naftiko run --workers`. Linux only: CPU time of the processes is read from /proc.
//
// The load generator and the upstream share the cores with what is measured, so that twice the requests cannot be shown for
// cheap ones on two cores. "At most here" is what the cores leave: `cores × W / (W + others)` with the CPU time W of a
// worker, and that of the load generator, the upstream and the supervisor, for one request; never more than 2.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from '../lib/compare.js'
import { load } from '../lib/load.js'
import { start, usageOf } from '../lib/processes.js'

export const title = 'two workers beside one'
export const head = ['', 'req/s 1', 'req/s 2', 'req/s ×', 'goal', 'at most here', 'CPU µs 1', 'CPU µs 2', 'CPU ×', 'supervisor µs']

const CONNECTIONS = 32
const BIN = fileURLToPath(new URL('../../../packages/cli/bin/naftiko.js', import.meta.url))

const documentFor = (upstream) => `naftiko: 1.0.0-alpha2
capability:
  consumes:
    - type: http
      namespace: api
      baseUri: ${upstream}
      resources:
        - { name: small, path: /small, operations: [{ name: small, method: GET }] }
        - { name: large, path: /large, operations: [{ name: large, method: GET }] }
  exposes:
    - type: rest
      namespace: rest
      port: 0
      resources:
        - { path: /small, operations: [{ method: GET, name: small, call: api.small }] }
        - path: /sum
          operations:
            - { method: GET, name: sum, call: api.small, outputParameters: [{ name: sum, type: number, mapping: '$sum([1..1500].($ * 2))' }] }
        - path: /models
          operations:
            - method: GET
              name: models
              call: api.large
              outputParameters:
                - { type: array, mapping: $.data, items: { type: object, properties: { id: { type: string, mapping: $.id }, name: { type: string, mapping: $.name } } } }
    - type: mcp
      namespace: mcp
      port: 0
      tools: [{ name: hello, description: hello, outputParameters: [{ name: hello, type: string, value: world }] }]
`

/** The command, ready. */
function naftiko(file, workers) {
  const child = spawn(process.execPath, [BIN, 'run', file, '--workers', String(workers), '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`naftiko run ended with ${code}`)))
    child.stdout.on('data', (text) => {
      out += text
      if (!out.includes('\n')) return
      const { capabilities, workers: members } = JSON.parse(out.split('\n')[0])
      const url = (type) => capabilities[0].endpoints.find((one) => one.type === type).url
      resolve({ child, rest: url('rest'), mcp: url('mcp'), pids: members.map(({ pid }) => pid) })
    })
  })
}

/** CPU time of a process in microseconds. A tick is a hundredth of a second everywhere that Linux runs. */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10_000
}

async function round({ child, pids }, request, count, upstream) {
  const now = async () => ({
    workers: pids.reduce((sum, pid) => sum + cpuOf(pid), 0),
    supervisor: cpuOf(child.pid),
    others: (await usageOf(upstream)).cpu + process.cpuUsage().user + process.cpuUsage().system,
  })
  const before = await now()
  const { seconds } = await load({ ...request, connections: CONNECTIONS, count })
  const after = await now()
  const cost = (key) => (after[key] - before[key]) / count
  return { perSecond: count / seconds, workers: cost('workers'), supervisor: cost('supervisor'), others: cost('others') }
}

export async function run({ rounds, scale }) {
  if (!existsSync('/proc/self/stat')) return [{ row: ['needs /proc'] }]
  const folder = mkdtempSync(path.join(tmpdir(), 'naftiko-bench-'))
  const upstream = await start('upstream.js')
  const file = path.join(folder, 'a.yaml')
  writeFileSync(file, documentFor(upstream.url))
  const sides = [await naftiko(file, 1), await naftiko(file, 2)]
  try {
    const call = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'hello', arguments: {} } })
    const mcp = { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json' }, body: call }
    const cases = [
      { what: 'a long expression', count: 400, goal: 1.7, request: ({ rest }) => ({ url: `${rest}/sum` }) },
      { what: '340 models, mapped', count: 600, request: ({ rest }) => ({ url: `${rest}/models` }) },
      { what: '1 KB, as it is', count: 6_000, request: ({ rest }) => ({ url: `${rest}/small` }) },
      { what: 'call of a tool, no upstream', count: 8_000, request: (side) => ({ url: side.mcp, ...mcp }) },
    ]
    const results = []
    for (const one of cases) results.push(await compareSides(one, sides, { rounds, scale, upstream }))
    return results
  } finally {
    for (const { child } of sides) {
      child.removeAllListeners('exit')
      child.kill()
    }
    rmSync(folder, { recursive: true })
  }
}

async function compareSides({ what, count, goal, request }, sides, { rounds, scale, upstream }) {
  const requests = Math.max(CONNECTIONS, Math.ceil(count * scale))
  for (const side of sides) await round(side, request(side), requests, upstream)
  const pairs = []
  for (let index = 0; index < rounds; index += 1) {
    pairs.push([await round(sides[0], request(sides[0]), requests, upstream), await round(sides[1], request(sides[1]), requests, upstream)])
  }
  const [one, two] = [0, 1].map((side) => (key) => median(pairs.map((pair) => pair[side][key])))
  const ratio = median(pairs.map(([a, b]) => b.perSecond / a.perSecond))
  const cpu = median(pairs.map(([a, b]) => b.workers / a.workers))
  const others = one('others') + one('supervisor')
  const most = Math.min(2, (availableParallelism() * one('workers')) / (one('workers') + others))
  const row = [
    what,
    one('perSecond').toFixed(0),
    two('perSecond').toFixed(0),
    ratio.toFixed(2),
    goal === undefined ? '' : `≥ ${goal}`,
    most.toFixed(2),
    one('workers').toFixed(0),
    two('workers').toFixed(0),
    cpu.toFixed(2),
    two('supervisor').toFixed(1),
  ]
  return { title: what, pairs, ratio, cpu, most, row }
}
