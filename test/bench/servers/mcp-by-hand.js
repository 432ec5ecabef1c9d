// The least that answers a tool call with what an API says: koa, JSON-RPC and undici.
import Koa from 'koa'
import { request } from 'undici'
import { ready } from '../lib/report-usage.js'

const upstream = process.argv[2]
const app = new Koa()
app.use(async (ctx) => {
  const chunks = []
  for await (const chunk of ctx.req) chunks.push(chunk)
  const { id, params } = JSON.parse(Buffer.concat(chunks).toString())
  if (params.name !== 'small') ctx.throw(400)
  const { body } = await request(`${upstream}/small`, { headers: { authorization: 'Bearer token' } })
  ctx.body = { jsonrpc: '2.0', id, result: { content: [{ type: 'text', text: await body.text() }], isError: false } }
})
const server = app.listen(0, '127.0.0.1', () => ready({ mcp: `http://127.0.0.1:${server.address().port}` }))
