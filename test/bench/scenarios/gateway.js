// Goal 6: many documents of the seed's size behind one gateway, beside ten of them. Memory is that before the first request: as
// the system sees it, and after a collection of garbage.
import { compare } from '../lib/compare.js'
import { start, usageOf } from '../lib/processes.js'

export const title = 'many documents behind one gateway'
export const head = [
  'documents',
  'resident MB',
  'after GC',
  'goal',
  'heap MB',
  'heap KB a document',
  'CPU s: load',
  'start',
  'CPU ms: first request',
  'CPU µs: request',
  'CPU × of 10',
]

const FEW = 10
const MEGABYTES = 250
/** Documents that get a first request. */
const WOKEN = 5

const collect = ({ child }) =>
  new Promise((resolve) => {
    child.once('message', resolve)
    child.send('collect')
  })

/** CPU of the first request of a document, in ms. The very first request of the process is not among them. */
async function firstRequests(server) {
  const ask = async (index) => (await fetch(`${server.gateway}/rest-${index}/credits`)).arrayBuffer()
  await ask(0)
  const before = await usageOf(server)
  for (let index = 1; index <= WOKEN; index += 1) await ask(index)
  return ((await usageOf(server)).cpu - before.cpu) / WOKEN / 1000
}

export async function run(options) {
  const documents = options.short ? 20 : 1_000
  const { url } = await start('upstream.js')
  const few = await start('gateway.js', url, String(FEW))
  const many = await start('gateway.js', url, String(documents))
  const [fewHeld, manyHeld] = [await collect(few), await collect(many)]
  const [fewFirst, manyFirst] = [await firstRequests(few), await firstRequests(many)]
  const side = (server) => ({ server, request: { url: `${server.rest}/credits` } })
  const found = await compare({ title, count: 4_000, ours: side(many), baseline: side(few), sameAnswer: true }, options)
  const each = (manyHeld.heapUsed - fewHeld.heapUsed) / (documents - FEW)
  const row = (count, { resident, loadMicros, startMicros }, held, first, micros, ...more) => [
    String(count),
    (resident / 1e6).toFixed(0),
    (held.memory / 1e6).toFixed(0),
    count === 1_000 ? `≤ ${MEGABYTES}` : '',
    (held.heapUsed / 1e6).toFixed(0),
    count === FEW ? '' : (each / 1024).toFixed(0),
    (loadMicros / 1e6).toFixed(1),
    (startMicros / 1e6).toFixed(1),
    first.toFixed(1),
    micros.toFixed(0),
    ...more,
  ]
  return [
    { documents: FEW, ...fewHeld, firstRequest: fewFirst, row: row(FEW, few, fewHeld, fewFirst, found.cpuMicros.baseline) },
    {
      documents,
      ...manyHeld,
      resident: many.resident,
      heapOfEach: each,
      cpu: found.cpu,
      firstRequest: manyFirst,
      row: row(
        documents,
        many,
        manyHeld,
        manyFirst,
        found.cpuMicros.ours,
        `${found.cpu.ratio.toFixed(2)} ± ${found.cpu.spread.toFixed(2)}`,
      ),
    },
  ]
}
