// Goal 6: many documents of the seed's size behind one gateway, beside ten of them. Memory is that after a collection of garbage,
// before the first request.
import { compare } from '../lib/compare.js'
import { start } from '../lib/processes.js'

export const title = 'many documents behind one gateway'
export const head = ['documents', 'resident MB', 'goal', 'heap MB', 'heap KB a document', 'start CPU ms', 'request CPU µs', 'CPU × of 10']

const FEW = 10
const MEGABYTES = 250

const collect = ({ child }) =>
  new Promise((resolve) => {
    child.once('message', resolve)
    child.send('collect')
  })

export async function run(options) {
  const documents = options.short ? 20 : 1_000
  const { url } = await start('upstream.js')
  const few = await start('gateway.js', url, String(FEW))
  const many = await start('gateway.js', url, String(documents))
  const [fewHeld, manyHeld] = [await collect(few), await collect(many)]
  const side = (server) => ({ server, request: { url: `${server.rest}/credits` } })
  const found = await compare({ title, count: 4_000, ours: side(many), baseline: side(few), sameAnswer: true }, options)
  const each = (manyHeld.heapUsed - fewHeld.heapUsed) / (documents - FEW)
  const row = (count, { startMicros }, held, micros, ...more) => [
    String(count),
    (held.memory / 1e6).toFixed(0),
    count === 1_000 ? `≤ ${MEGABYTES}` : '',
    (held.heapUsed / 1e6).toFixed(0),
    count === FEW ? '' : (each / 1024).toFixed(0),
    (startMicros / 1000).toFixed(0),
    micros.toFixed(0),
    ...more,
  ]
  return [
    { documents: FEW, ...fewHeld, row: row(FEW, few, fewHeld, found.cpuMicros.baseline) },
    {
      documents,
      ...manyHeld,
      heapOfEach: each,
      cpu: found.cpu,
      row: row(documents, many, manyHeld, found.cpuMicros.ours, `${found.cpu.ratio.toFixed(2)} ± ${found.cpu.spread.toFixed(2)}`),
    },
  ]
}
