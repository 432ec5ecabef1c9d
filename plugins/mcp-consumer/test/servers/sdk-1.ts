import { randomUUID } from 'node:crypto'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { DEFINITIONS } from './answers.ts'
import type { Calls, MakeProtocol } from './test-server.ts'

/** The first major of the SDK: a handshake, and sessions that only the process knows which made them. */
export const sdk1: MakeProtocol = (calls) => {
  const sessions = new Map<string, StreamableHTTPServerTransport>()
  return {
    handle: async (request, response) => {
      const session = request.headers['mcp-session-id']
      if (session !== undefined) {
        const transport = sessions.get(String(session))
        if (transport !== undefined) return transport.handleRequest(request, response)
        response.writeHead(404, { 'content-type': 'application/json' })
        return void response.end('{"jsonrpc":"2.0","error":{"code":-32001,"message":"Session not found"},"id":null}')
      }
      const transport = new StreamableHTTPServerTransport({
        sessionIdGenerator: () => randomUUID(),
        onsessioninitialized: (id) => void sessions.set(id, transport),
        onsessionclosed: (id) => void sessions.delete(id),
      })
      // The transport's optional members are declared without `undefined`, the interface's with it.
      await server(calls).connect(transport as Parameters<Server['connect']>[0])
      return transport.handleRequest(request, response)
    },
    close: async () => void (await Promise.all([...sessions.values()].map((one) => one.close()))),
  }
}

function server(calls: Calls): Server {
  const made = new Server({ name: 'test', version: '1' }, { capabilities: { tools: {} } })
  made.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: DEFINITIONS }))
  made.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const { _meta: meta = {} } = params
    const token = meta.progressToken
    return calls.run(params.name, {
      args: params.arguments ?? {},
      meta,
      headers: extra.requestInfo?.headers ?? {},
      signal: extra.signal,
      progress: async (progress, total, message) => {
        if (token === undefined) return
        const news = { progressToken: token, progress, total, ...(message === undefined ? {} : { message }) }
        await extra.sendNotification({ method: 'notifications/progress', params: news })
      },
    })
  })
  return made
}
