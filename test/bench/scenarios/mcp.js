// Goal: `tools/call` in both eras at least 6 times as cheap as the SDK's documented stateless set-up (no upstream), at most
// 1.5 times the cost of a bare koa handler that makes the same upstream call, and `tools/list` of 265 tools from prepared bytes.
// `node test/bench/scenarios/mcp.js`, after `npm run build`. BENCH_ROUNDS (7), BENCH_COUNT (2000) requests a round.
import { load } from '../load.js'
import { cpuOf, median, start, stopAll } from '../processes.js'

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7)
const COUNT = Number(process.env.BENCH_COUNT ?? 2000)
const CONNECTIONS = 16

const ERAS = {
  handshake: (method, params) => ({ headers: { 'mcp-protocol-version': '2025-06-18' }, params, method }),
  stateless: (method, params) => ({
    headers: { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method, ...(params.name === undefined ? {} : { 'mcp-name': params.name }) },
    params: {
      ...params,
      _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} },
    },
    method,
  }),
}

function requestOf(url, { headers, method, params }) {
  return {
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    connections: CONNECTIONS,
  }
}

async function cost(server, request) {
  const before = await cpuOf(server)
  const { bytes } = await load({ ...request, count: COUNT })
  return { cpu: ((await cpuOf(server)) - before) / COUNT, bytes: bytes / COUNT }
}

const rows = []
async function compare(what, goal, [ours, ourRequest], [other, otherRequest]) {
  for (const [server, request] of [[ours, ourRequest], [other, otherRequest]]) await cost(server, request)
  const rounds = []
  for (let round = 0; round < ROUNDS; round += 1) rounds.push([await cost(ours, ourRequest), await cost(other, otherRequest)])
  const ratio = median(rounds.map(([a, b]) => a.cpu / b.cpu))
  rows.push([what, median(rounds.map(([a]) => a.cpu)).toFixed(0), median(rounds.map(([, b]) => b.cpu)).toFixed(0), ratio.toFixed(2), (1 / ratio).toFixed(1), goal])
}

try {
  const { url } = await start('upstream.js')
  const [engine, koa] = [await start('naftiko.js', url), await start('mcp-koa.js', url)]
  const [alone, sdk] = [await start('mcp-alone.js', 'naftiko'), await start('mcp-alone.js', 'sdk')]
  const plain = ERAS.handshake('tools/call', { name: 'tool7', arguments: {} })
  const small = ERAS.handshake('tools/call', { name: 'small', arguments: {} })
  for (const [era, message] of Object.entries(ERAS)) {
    const own = requestOf(alone.mcp, message('tools/call', { name: 'tool7', arguments: {} }))
    await compare(`tools/call, ${era}, no upstream, beside the SDK`, '≥ 6 × the calls', [alone, own], [sdk, requestOf(sdk.mcp, plain)])
    const call = requestOf(engine.mcp, message('tools/call', { name: 'small', arguments: {} }))
    await compare(`tools/call, ${era}, 1 KB upstream, beside koa + undici`, '≤ 1.5', [engine, call], [koa, requestOf(koa.mcp, small)])
  }
  const [many, few] = [await start('mcp-alone.js', 'naftiko', '265'), alone]
  const list = ERAS.handshake('tools/list', {})
  await compare('tools/list of 265 tools, beside one of 12', '(bytes only)', [many, requestOf(many.mcp, list)], [few, requestOf(few.mcp, list)])
  process.stdout.write(`median of ${ROUNDS} alternating rounds, ${COUNT} calls each, ${CONNECTIONS} connections, Node ${process.versions.node}\n\n`)
  process.stdout.write('| scenario | CPU µs | beside it | CPU × | calls per CPU second × | goal |\n| --- | --- | --- | --- | --- | --- |\n')
  for (const row of rows) process.stdout.write(`| ${row.join(' | ')} |\n`)
} finally {
  stopAll()
}
