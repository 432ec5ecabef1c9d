// The least that answers `tools/call` with what an upstream says: koa, JSON-RPC by hand, undici. No validation, no limits, no errors.
import http from 'node:http'
import Koa from 'koa'
import { Agent, request } from 'undici'

const upstream = process.argv[2]
const dispatcher = new Agent({ connections: 64, pipelining: 1 })
const app = new Koa()
app.use(async (context) => {
  const chunks = []
  for await (const chunk of context.req) chunks.push(chunk)
  const { id, params } = JSON.parse(Buffer.concat(chunks).toString())
  if (params.name !== 'small') context.throw(400)
  const { body } = await request(`${upstream}/small`, { headers: { authorization: 'Bearer token' }, dispatcher })
  const value = await body.json()
  context.body = {
    jsonrpc: '2.0',
    id,
    result: { content: [{ type: 'text', text: JSON.stringify(value) }], structuredContent: value, isError: false },
  }
})
const server = http.createServer(app.callback())
server.listen(0, '127.0.0.1', () => process.send({ mcp: `http://127.0.0.1:${server.address().port}/mcp` }))
process.on('message', () => process.send({ cpu: process.cpuUsage() }))
