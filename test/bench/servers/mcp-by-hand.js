// The baseline for MCP: the SDK's documented stateless set-up, a fresh server and transport for each request.
import http from 'node:http'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { got } from 'got'

const upstream = process.argv[2]
const server = http.createServer(async (request, response) => {
  const mcp = new McpServer({ name: 'by-hand', version: '1.0.0' })
  mcp.registerTool('small', { description: 'small' }, async () => ({
    content: [{ type: 'text', text: await got(`${upstream}/small`, { headers: { authorization: 'Bearer token' } }).text() }],
  }))
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true })
  response.on('close', () => void transport.close())
  await mcp.connect(transport)
  await transport.handleRequest(request, response)
})
server.listen(0, '127.0.0.1', () => process.send({ mcp: `http://127.0.0.1:${server.address().port}` }))
process.on('message', () => process.send({ cpu: process.cpuUsage() }))
