// Goal 3: calls of tools.
import { compare } from '../lib/compare.js'
import { start } from '../lib/processes.js'

export const title = 'MCP, one request for each call'

const HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }

/** What a request of each era adds to its method and parameters. */
const ERAS = {
  handshake: () => ({ headers: { 'mcp-protocol-version': '2025-06-18' } }),
  stateless: (method, { name }) => ({
    headers: { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method, ...(name === undefined ? {} : { 'mcp-name': name }) },
    meta: { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} } },
  }),
}

export async function run(options) {
  const { url } = await start('upstream.js')
  const side = (server, method, params, era = 'handshake') => {
    const { headers, meta = {} } = ERAS[era](method, params)
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, ...meta } })
    return { server, request: { url: server.mcp, method: 'POST', headers: { ...HEADERS, ...headers }, body } }
  }
  const [alone, sdk, koa] = [await start('mcp-alone.js', 'naftiko'), await start('mcp-alone.js', 'sdk'), await start('mcp-alone.js', 'koa')]
  const [naftiko, handler] = [await start('naftiko.js', url), await start('mcp-by-hand.js', url)]
  const hello = ['tools/call', { name: 'tool7', arguments: {} }]
  const small = ['tools/call', { name: 'small', arguments: {} }]
  const results = []
  for (const era of Object.keys(ERAS)) {
    const cases = [
      // Six times the calls of a CPU second.
      {
        title: `call, ${era}, beside the SDK`,
        count: 2000,
        ours: side(alone, ...hello, era),
        baseline: side(sdk, ...hello),
        goals: { cpu: 1 / 6 },
      },
      { title: `call, ${era}, beside bare koa`, count: 4000, ours: side(alone, ...hello, era), baseline: side(koa, ...hello) },
      {
        title: `call of an API, ${era}, beside koa + undici`,
        count: 4000,
        ours: side(naftiko, ...small, era),
        baseline: side(handler, ...small),
        goals: { cpu: 1.5 },
      },
    ]
    for (const one of cases) results.push(await compare(one, options))
  }
  const [many, manyBySdk] = [await start('mcp-alone.js', 'naftiko', '265'), await start('mcp-alone.js', 'sdk', '265')]
  const lists = [
    { title: 'list of 12, beside the SDK', count: 2000, ours: alone, baseline: sdk },
    { title: 'list of 265, beside the SDK', count: 200, ours: many, baseline: manyBySdk },
  ]
  for (const { ours, baseline, ...one } of lists)
    results.push(await compare({ ...one, ours: side(ours, 'tools/list', {}), baseline: side(baseline, 'tools/list', {}) }, options))
  return results
}
