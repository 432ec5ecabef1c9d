// What the engine costs, as ratios to what one would write by hand, in one run. `npm run bench`, after `npm run build`.
//
// `node --cpu-prof --cpu-prof-dir=profiles test/bench/run.js rest` leaves a profile of each process.
// `npm run bench -- rest mapped` runs these scenarios only; `--short` is a smoke test; `--json <file>` writes all figures.
// Upstream, server and load generator are processes of their own. CPU is that of the server process alone.
import { readdirSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { stopAll } from './lib/processes.js'
import { tableOf } from './lib/report.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean', default: false }, rounds: { type: 'string' }, json: { type: 'string' } },
})
const rounds = Number(values.rounds ?? (values.short ? 1 : 7))
const options = { rounds, scale: values.short ? 0.02 : 1, short: values.short }
const known = readdirSync(new URL('scenarios/', import.meta.url)).map((file) => file.replace(/\.js$/, ''))
const unknown = positionals.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  process.stderr.write(`no scenario is called ${unknown.join(', ')}; there are ${known.join(', ')}\n`)
  process.exit(2)
}

const report = { node: process.version, rounds, scenarios: {} }
process.stdout.write(`Node ${process.version}, medians of ${rounds} alternating rounds\n`)
for (const name of positionals.length > 0 ? positionals : known) {
  const { title, head, run } = await import(new URL(`scenarios/${name}.js`, import.meta.url))
  try {
    const results = await run(options)
    report.scenarios[name] = results
    process.stdout.write(`\n${name}: ${title}\n\n${tableOf(results, head)}\n`)
  } finally {
    stopAll()
  }
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`)
