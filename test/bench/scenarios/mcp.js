// Goal 3: calls of tools.
import { compare } from '../lib/compare.js'
import { start } from '../lib/processes.js'

export const title = 'MCP, one request for each call'

const HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2025-06-18' }

export async function run(options) {
  const { url } = await start('upstream.js')
  const side = (server, method, params) => ({
    server,
    request: { url: server.mcp, method: 'POST', headers: HEADERS, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }) },
  })
  const [alone, sdk, koa] = [await start('mcp-alone.js', 'naftiko'), await start('mcp-alone.js', 'sdk'), await start('mcp-alone.js', 'koa')]
  const [naftiko, handler] = [await start('naftiko.js', url), await start('mcp-by-hand.js', url)]
  const hello = ['tools/call', { name: 'tool7', arguments: {} }]
  const small = ['tools/call', { name: 'small', arguments: {} }]
  const cases = [
    // Six times the calls of a CPU second.
    { title: 'call, beside the SDK', count: 2000, ours: side(alone, ...hello), baseline: side(sdk, ...hello), goals: { cpu: 1 / 6 } },
    { title: 'call, beside bare koa', count: 4000, ours: side(alone, ...hello), baseline: side(koa, ...hello) },
    {
      title: 'call of an API, beside koa + undici',
      count: 4000,
      ours: side(naftiko, ...small),
      baseline: side(handler, ...small),
      goals: { cpu: 1.5 },
    },
    { title: 'list, beside the SDK', count: 2000, ours: side(alone, 'tools/list', {}), baseline: side(sdk, 'tools/list', {}) },
  ]
  const results = []
  for (const one of cases) results.push(await compare(one, options))
  return results
}
