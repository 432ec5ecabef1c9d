import { Readable } from 'node:stream'
import { createMcpHandler, Server } from '@modelcontextprotocol/server'
import { DEFINITIONS } from './answers.ts'
import type { Calls, MakeProtocol } from './test-server.ts'

/** The second major of the SDK: the revision without sessions, and nothing else. */
export const sdk2: MakeProtocol = (calls) => {
  const handler = createMcpHandler(() => server(calls), { legacy: 'reject' })
  return {
    handle: async (request, response) => {
      const gone = new AbortController()
      response.on('close', () => gone.abort())
      const { method } = request
      const answer = await handler.fetch(
        new Request(`http://127.0.0.1${request.url}`, {
          method: method!,
          headers: Object.entries(request.headers).map(([name, value]) => [name, String(value)] as [string, string]),
          signal: gone.signal,
          ...(method === 'POST' ? { body: Readable.toWeb(request) as ReadableStream, duplex: 'half' } : {}),
        }),
      )
      response.writeHead(answer.status, Object.fromEntries(answer.headers))
      if (answer.body === null) return void response.end()
      Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0])
        .on('error', () => response.destroy())
        .pipe(response)
    },
    close: () => handler.close(),
  }
}

function server(calls: Calls): Server {
  const made = new Server({ name: 'test', version: '2' }, { capabilities: { tools: {} } })
  made.setRequestHandler('tools/list', async () => ({ tools: DEFINITIONS }))
  made.setRequestHandler('tools/call', async ({ params }, context) => {
    const { _meta: meta = {} } = params
    const token = meta.progressToken
    return calls.run(params.name, {
      args: params.arguments ?? {},
      meta,
      headers: Object.fromEntries(context.http?.req?.headers ?? []),
      signal: context.mcpReq.signal,
      progress: async (progress, total, message) => {
        if (token === undefined) return
        const news = { progressToken: token, progress, total, ...(message === undefined ? {} : { message }) }
        await context.mcpReq.notify({ method: 'notifications/progress', params: news })
      },
    }) as never
  })
  return made
}
