import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type AskedTool, TOOLS } from './answers.ts'

/** Serves MCP over HTTP in one of the two ways. A fresh one knows no session. */
export interface Protocol {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  close(): Promise<void>
}

export interface Calls {
  /** Runs a tool and notes it. */
  run(name: string, asked: AskedTool): Promise<object>
}

export type MakeProtocol = (calls: Calls) => Protocol

/** A server that real clients talk to, and that can do what servers do to their clients. */
export interface TestServer extends AsyncDisposable {
  readonly url: string
  /** Requests as they came. */
  readonly requests: { readonly method: string; readonly url: string; readonly headers: IncomingMessage['headers'] }[]
  /** Tools as they were called. */
  readonly called: string[]
  /** Tools whose caller went away. */
  readonly cancelled: string[]
  /** Resolves when a tool of this name is called next. */
  arrival(name: string): Promise<void>
  /** Resolves when a call of a tool of this name was cancelled. */
  cancellation(name: string): Promise<void>
  /** Comes back at the same address, without any memory. */
  restart(make?: MakeProtocol): Promise<void>
  /** Ends at once, with all connections. */
  vanish(): Promise<void>
  /** Answers like this instead, while it is set. */
  instead?: ((request: IncomingMessage, response: ServerResponse) => void) | undefined
}

export async function testServer(first: MakeProtocol): Promise<TestServer> {
  const state = { requests: [] as TestServer['requests'], called: [] as string[], cancelled: [] as string[] }
  const waiting: { kind: 'called' | 'cancelled'; name: string; resolve: () => void }[] = []
  const note = (kind: 'called' | 'cancelled', name: string): void => {
    state[kind].push(name)
    for (const one of waiting.filter((waits) => waits.kind === kind && waits.name === name)) {
      waiting.splice(waiting.indexOf(one), 1)
      one.resolve()
    }
  }
  const next = (kind: 'called' | 'cancelled', name: string): Promise<void> =>
    new Promise((resolve) => waiting.push({ kind, name, resolve }))
  const calls: Calls = {
    run: async (name, asked) => {
      note('called', name)
      asked.signal.addEventListener('abort', () => note('cancelled', name), { once: true })
      const tool = TOOLS[name]
      if (tool === undefined) throw Object.assign(new Error(`unknown tool "${name}"`), { code: -32_602 })
      return tool(asked)
    },
  }
  let protocol = first(calls)
  let server: HttpServer
  const listen = async (port: number): Promise<void> => {
    server = createServer((request, response) => {
      state.requests.push({ method: request.method!, url: request.url!, headers: request.headers })
      if (tested.instead === undefined) void protocol.handle(request, response)
      else tested.instead(request, response)
    })
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  const end = async (): Promise<void> => {
    if (!server.listening) return
    server.close()
    server.closeAllConnections()
    await protocol.close()
  }
  const tested: TestServer = {
    ...state,
    url: '',
    arrival: (name) => next('called', name),
    cancellation: (name) => next('cancelled', name),
    restart: async (make = first) => {
      const { port } = new URL(tested.url)
      await end()
      protocol = make(calls)
      await listen(Number(port))
    },
    vanish: end,
    [Symbol.asyncDispose]: end,
  }
  await listen(0)
  return Object.assign(tested, { url: `http://127.0.0.1:${(server!.address() as AddressInfo).port}/mcp` })
}
