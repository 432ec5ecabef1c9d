import { Client, type Progress, SdkError, SdkErrorCode, type Transport, type VersionNegotiationOptions } from '@modelcontextprotocol/client'
import { CancelledError, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import type { ToolResult } from '../result/tool-result.ts'
import type { Limits } from '../server/limits.ts'
import type { ToolCall } from '../server/server.ts'
import type { McpServerDescription } from '../describe/description.ts'
import { version } from '../version.ts'
import type { ConnectionParts } from './connection.ts'
import { exchanges, newExchange } from './exchange.ts'

/**
 * Introduces us to a server: revisions with a handshake and those without are told apart by asking. Rejects when it takes
 * too long or the host stops; the transport is closed then.
 */
export async function introduced(transport: Transport, negotiation: VersionNegotiationOptions, parts: ConnectionParts): Promise<Client> {
  const { connect } = parts.limits.timeouts
  const client = new Client({ name: 'naftiko', version }, { versionNegotiation: negotiation })
  const onerror = ({ message }: Error): void =>
    parts.log.debug('an MCP server was not understood', { server: parts.name.place, reason: message })
  Object.assign(client, { onerror } satisfies Partial<Client>)
  const gaveUp = giveUp(connect, parts.signal)
  try {
    await Promise.race([client.connect(transport, { timeout: connect, signal: parts.signal }), gaveUp.promise])
    return client
  } catch (error) {
    await transport.close().catch(() => {})
    throw parts.signal.aborted ? new CancelledError() : error
  } finally {
    gaveUp.forget()
  }
}

/** Rejects when the time is over or the signal aborts. */
function giveUp(ms: number, signal: AbortSignal): { readonly promise: Promise<never>; forget(): void } {
  let forget = (): void => {}
  const promise = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new SdkError(SdkErrorCode.RequestTimeout, 'the handshake took too long')), ms)
    const abort = (): void => reject(new CancelledError())
    signal.addEventListener('abort', abort, { once: true })
    forget = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    }
  })
  return { promise, forget }
}

/** Resolves when the connection of a client has ended. */
export function closedOf(client: Client): Promise<void> {
  return new Promise((resolve) => {
    Object.assign(client, { onclose: resolve } satisfies Partial<Client>)
  })
}

/** Calls a tool. Rejects with a `CancelledError`, or with whatever the library says. */
export async function callOver(client: Client, call: ToolCall, { timeouts }: Limits): Promise<ToolResult> {
  const { tool, signal, trace, onProgress } = call
  const exchange = newExchange()
  // Both are the same to a server that knows them, and one of them reaches it whatever lies between.
  const headers: Record<string, string> = { traceparent: trace.traceparent }
  if (trace.tracestate !== undefined) headers['tracestate'] = trace.tracestate
  const params = { name: tool, arguments: { ...call.arguments }, _meta: { ...headers } }
  const options = {
    signal,
    headers,
    timeout: timeouts.idle,
    maxTotalTimeout: timeouts.total,
    resetTimeoutOnProgress: true,
    // Asked for even when nobody wants to know: it says that the server is still at work.
    onprogress: ({ progress, total, message }: Progress) =>
      onProgress?.(message ?? (total === undefined ? String(progress) : `${progress}/${total}`)),
  }
  try {
    const result = await exchanges.run(exchange, () => client.callTool(params, options))
    return {
      content: result.content as unknown as readonly JsonObject[],
      ...(result.structuredContent === undefined ? {} : { structuredContent: result.structuredContent as JsonValue }),
      isError: result.isError === true,
    }
  } catch (error) {
    exchange.abandoned.abort()
    throw signal.aborted ? new CancelledError() : (exchange.failure ?? error)
  }
}

/** What the server says of itself. Rejects with whatever the library says. */
export async function describeOver(client: Client, signal: AbortSignal, { timeouts }: Limits): Promise<McpServerDescription> {
  const { tools } = await client.listTools(undefined, { signal, timeout: timeouts.idle })
  const { name, title, version: ofServer } = client.getServerVersion() ?? {}
  const instructions = client.getInstructions()
  return {
    ...(name === undefined ? {} : { name }),
    ...(title === undefined ? {} : { title }),
    ...(ofServer === undefined ? {} : { version: ofServer }),
    ...(instructions === undefined ? {} : { instructions }),
    // They came as JSON.
    tools: tools as unknown as readonly JsonObject[],
  }
}
