// What the engine costs, as a ratio to what one would write by hand, in one run. `npm run bench`, after `npm run build`.
//
// Upstream, server and load generator are processes of their own; rounds of both variants alternate, and the median of
// the ratios counts, so that a noisy machine disturbs both alike. CPU is that of the server process alone.
import { fork } from 'node:child_process'
import { load } from './load.js'

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7)
const CONNECTIONS = 32

const children = []
function start(file, ...args) {
  const child = fork(new URL(`servers/${file}`, import.meta.url), args)
  children.push(child)
  return new Promise((resolve, reject) => {
    child.once('message', (ready) => resolve({ child, ...ready }))
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)))
  })
}

function cpuOf({ child }) {
  return new Promise((resolve) => {
    child.once('message', ({ cpu }) => resolve(cpu.user + cpu.system))
    child.send('cpu')
  })
}

async function round(server, options) {
  const before = await cpuOf(server)
  const { seconds } = await load({ ...options, connections: CONNECTIONS })
  const cpu = (await cpuOf(server)) - before
  return { perSecond: options.count / seconds, cpu: cpu / options.count }
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const show = (value, digits = 2) => value.toFixed(digits).padStart(9)

async function compare(title, count, ours, byHand) {
  for (const [, options] of [ours, byHand]) await load({ ...options, count: Math.ceil(count / 2), connections: CONNECTIONS })
  const rounds = []
  for (let index = 0; index < ROUNDS; index += 1) {
    rounds.push({ ours: await round(ours[0], { ...ours[1], count }), byHand: await round(byHand[0], { ...byHand[1], count }) })
  }
  const cpu = median(rounds.map((one) => one.ours.cpu / one.byHand.cpu))
  const throughput = median(rounds.map((one) => one.ours.perSecond / one.byHand.perSecond))
  process.stdout.write(
    `${title.padEnd(28)}${show(median(rounds.map((one) => one.ours.cpu)), 0)}${show(median(rounds.map((one) => one.byHand.cpu)), 0)}${show(cpu)}${show(throughput)}\n`,
  )
}

try {
  const { url } = await start('upstream.js')
  const [naftiko, byHand, mcpByHand] = [await start('naftiko.js', url), await start('by-hand.js', url), await start('mcp-by-hand.js', url)]
  process.stdout.write(
    `median of ${ROUNDS} alternating rounds, ${CONNECTIONS} connections\n\n${''.padEnd(28)}${'CPU µs'.padStart(9)}${'by hand'.padStart(9)}${'CPU ×'.padStart(9)}${'req/s ×'.padStart(9)}\n`,
  )
  await compare('REST, 1 KB', 2000, [naftiko, { url: `${naftiko.rest}/small` }], [byHand, { url: `${byHand.rest}/small` }])
  await compare('REST, 400 KB', 200, [naftiko, { url: `${naftiko.rest}/large` }], [byHand, { url: `${byHand.rest}/large` }])
  const call = {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2025-06-18' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'small', arguments: {} } }),
  }
  const alone = (method, params, server) => [
    server,
    { ...call, url: server.mcp, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }) },
  ]
  const [mcp, sdk, koa] = [await start('mcp-alone.js', 'naftiko'), await start('mcp-alone.js', 'sdk'), await start('mcp-alone.js', 'koa')]
  const hello = ['tools/call', { name: 'tool7', arguments: {} }]
  await compare('MCP alone, beside the SDK', 2000, alone(...hello, mcp), alone(...hello, sdk))
  await compare('MCP alone, beside bare koa', 4000, alone(...hello, mcp), alone(...hello, koa))
  await compare('MCP tools/list, beside SDK', 2000, alone('tools/list', {}, mcp), alone('tools/list', {}, sdk))
  await compare('MCP tools/call, 1 KB', 1000, [naftiko, { ...call, url: naftiko.mcp }], [mcpByHand, { ...call, url: mcpByHand.mcp }])
} finally {
  for (const child of children) {
    child.removeAllListeners('exit')
    child.kill()
  }
}
