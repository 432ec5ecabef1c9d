// The protocol alone: tools without an upstream, through the engine, through the SDK as it documents stateless servers,
// and through the least that answers one call. `node mcp-alone.js naftiko | sdk | koa [tools]`
import http from 'node:http'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { createEngine } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import Koa from 'koa'
import { ready } from '../lib/report-usage.js'

const TOOLS = Number(process.argv[3] ?? 12)
/** As long as those of real APIs, and not ASCII alone. */
const DESCRIPTION = `Says hello – ${'to whoever asks for it, in the language of the house. '.repeat(12)}`
const names = Array.from({ length: TOOLS }, (_, index) => `tool${index}`)

const START = {
  naftiko: async () => {
    const tools = names.map(
      (name) => `{ name: ${name}, description: "${DESCRIPTION}", outputParameters: [{ name: hello, type: string, value: world }] }`,
    )
    const text = `naftiko: 1.0.0-alpha3\ncapability:\n  exposes:\n    - type: mcp\n      namespace: mcp\n      tools: [${tools.join(', ')}]\n`
    const engine = createEngine({ plugins: standardPlugins() })
    const host = engine.host([await engine.load({ text })], { anyPort: true })
    await host.start()
    return host.endpoints[0].url
  },
  sdk: () => {
    const serve = async (request, response) => {
      const server = new McpServer({ name: 'sdk', version: '1.0.0' })
      for (const name of names)
        server.registerTool(name, { description: DESCRIPTION }, async () => ({ content: [{ type: 'text', text: '{"hello":"world"}' }] }))
      const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true })
      response.on('close', () => {
        void transport.close()
        void server.close()
      })
      await server.connect(transport)
      await transport.handleRequest(request, response)
    }
    return listen(http.createServer(serve))
  },
  koa: () => {
    const app = new Koa()
    app.use(async (context) => {
      const chunks = []
      for await (const chunk of context.req) chunks.push(chunk)
      const { id, params } = JSON.parse(Buffer.concat(chunks).toString())
      if (!names.includes(params.name)) context.throw(400)
      const value = { hello: 'world' }
      context.body = {
        jsonrpc: '2.0',
        id,
        result: { content: [{ type: 'text', text: JSON.stringify(value) }], structuredContent: value, isError: false },
      }
    })
    return listen(http.createServer(app.callback()))
  },
}

function listen(server) {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}/mcp`)))
}

ready({ mcp: await START[process.argv[2]]() })
