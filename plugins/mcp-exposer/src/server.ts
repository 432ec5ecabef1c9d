import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import type { JSONRPCRequest, ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js'
import type { jsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/types.js'
import type { JsonValue, LinkContext } from '@naftiko/plugin-api'
import { member } from './json.ts'
import { ERROR, ProtocolError } from './protocol-error.ts'
import type { ToolResult } from './result.ts'
import type { ToolTable } from './tool-table.ts'

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>

/** What a server needs of the context of its entry. */
export type ServerContext = Pick<LinkContext, 'trace' | 'log'>

/** Names the program in the handshake; clients show it, and nothing depends on it. */
const SERVER_VERSION = '1.0.0'

/**
 * A protocol server over one transport: handshake, version negotiation, ping and cancellation are the SDK's, tools are
 * answered from the table. The SDK's low-level server is used because it takes JSON Schema as it is.
 */
export async function connectServer(table: ToolTable, context: ServerContext, transport: Transport): Promise<Server> {
  const server = new Server(
    { name: table.serverName, version: SERVER_VERSION },
    {
      capabilities: { tools: {} },
      jsonSchemaValidator: unusedValidator,
      ...(table.instructions === undefined ? {} : { instructions: table.instructions }),
    },
  )
  // A handler for a method of its own would have requests and results copied through the SDK's schemas, which loses
  // members called `__proto__` and costs more than everything else here.
  server.fallbackRequestHandler = async (request, extra) => answer(request, extra, table, context)
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the SDK has no other way
  server.onerror = (error) => context.log.debug('a message of a client could not be used', { reason: error.message })
  await server.connect(transport)
  return server
}

/** The SDK validates only what a server asks of its client, and this server asks nothing. Its default would compile AJV for each request. */
const unusedValidator: jsonSchemaValidator = {
  getValidator: () => () => ({ valid: false, data: undefined, errorMessage: 'this server asks nothing of its clients' }),
}

async function answer(
  request: JSONRPCRequest,
  extra: Extra,
  table: ToolTable,
  context: ServerContext,
): Promise<ToolTable['list'] | ToolResult> {
  if (request.method === 'tools/list') return table.list
  if (request.method === 'tools/call') return callTool(request, extra, table, context)
  throw new ProtocolError(ERROR.methodNotFound, `this server has no method "${request.method}"`)
}

async function callTool(request: JSONRPCRequest, extra: Extra, table: ToolTable, context: ServerContext): Promise<ToolResult> {
  const name = member(request.params, 'name')
  if (typeof name !== 'string') throw new ProtocolError(ERROR.invalidParams, 'the name of a tool is missing: "params.name" must be a text')
  const tool = table.find(name)
  if (tool === undefined) throw new ProtocolError(ERROR.invalidParams, `unknown tool "${name}"; "tools/list" says which ones there are`)
  const onText = progressOf(extra)
  const trace = context.trace(traceField('traceparent', extra), traceField('tracestate', extra))
  return tool.call({
    arguments: member(request.params, 'arguments'),
    signal: extra.signal,
    trace,
    ...(onText === undefined ? {} : { onText }),
  })
}

/** Where the client asked for progress, every piece of text of a streamed answer is one step of it. */
function progressOf(extra: Extra): ((text: string) => void) | undefined {
  const { _meta: meta } = extra
  const progressToken = meta?.progressToken
  if (progressToken === undefined) return undefined
  let progress = 0
  return (message) => {
    progress += 1
    // Whoever does not hear of progress any more is told nothing of the result either.
    extra.sendNotification({ method: 'notifications/progress', params: { progressToken, progress, message } }).catch(() => {})
  }
}

function traceField(name: 'traceparent' | 'tracestate', extra: Extra): string | undefined {
  const { _meta: meta, requestInfo } = extra
  const inMessage: JsonValue | undefined = member(meta, name)
  const inHeader = requestInfo?.headers[name]
  return typeof inMessage === 'string' ? inMessage : typeof inHeader === 'string' ? inHeader : undefined
}
