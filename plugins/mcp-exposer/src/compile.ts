import type { Readable, Writable } from 'node:stream'
import type { ExposerNode, LinkContext } from '@naftiko/plugin-api'
import type { McpExposesEntry } from './entry.ts'
import { httpService, MCP_PATH } from './http/serve.ts'
import { parseSize } from '@naftiko/plugin-api'
import type { StdioSession } from './stdio.ts'
import { compileTools, type ToolTable } from './tool-table.ts'

/** For `transport: stdio`: what it is served over. */
export interface StdioStreams {
  /** Default: standard input. */
  readonly stdin?: Readable
  /** Default: standard output. */
  readonly stdout?: Writable
  /** Called when the client has closed its end, which means that it wants the process to finish. */
  onEnd?(): void
}

const DEFAULT_BODY_SIZE = 32 * 1024 ** 2

/** Compiles an entry. Neither the protocol's library nor a stream is touched before `start`, or the first request. */
export function compileMcp(entry: McpExposesEntry, context: LinkContext, streams: StdioStreams): ExposerNode {
  for (const key of ['resources', 'prompts'] as const) reportUnserved(entry, key, context)
  const table = compileTools(entry, context)
  const limit = bodySize(entry, context)
  return entry.transport === 'stdio' ? stdioNode(table, context, limit, streams) : httpNode(entry, table, context, limit)
}

function httpNode(entry: McpExposesEntry, table: ToolTable, context: LinkContext, limit: number): ExposerNode {
  const service = httpService(table, context, limit)
  const { address, port } = entry
  return {
    endpoint: { transport: 'http', path: MCP_PATH, ...(address === undefined ? {} : { address }), ...(port === undefined ? {} : { port }) },
    operations: table.tools.map((tool) => tool.operation),
    start: () => service.prepare(),
    handle: service.handle,
  }
}

function stdioNode(table: ToolTable, context: LinkContext, limit: number, streams: StdioStreams): ExposerNode {
  let session: StdioSession | undefined
  return {
    endpoint: { transport: 'stdio' },
    operations: table.tools.map((tool) => tool.operation),
    start: async () => {
      const { serveStdio } = await import('./stdio.ts')
      session = await serveStdio(table, context, {
        input: streams.stdin ?? process.stdin,
        output: streams.stdout ?? process.stdout,
        limit,
        onEnd: () => streams.onEnd?.(),
      })
    },
    drain: async (stop) => session?.drain(stop),
    stop: async () => {
      await session?.stop()
      session = undefined
    },
  }
}

function bodySize(entry: McpExposesEntry, context: LinkContext): number {
  const size = entry.maxBodySize === undefined ? DEFAULT_BODY_SIZE : parseSize(entry.maxBodySize)
  if (size === undefined)
    context.report({
      code: 'NAFTIKO_SIZE_INVALID',
      message: `"${String(entry.maxBodySize)}" is not a size`,
      hint: 'write a number of bytes, or a text such as 10MiB',
      at: '/maxBodySize',
    })
  return size ?? DEFAULT_BODY_SIZE
}

function reportUnserved(entry: McpExposesEntry, key: 'resources' | 'prompts', context: LinkContext): void {
  if (entry[key] === undefined || entry[key].length === 0) return
  context.report({
    severity: 'warning',
    code: 'NAFTIKO_NOT_SUPPORTED_YET',
    message: `"${key}" are not served by this version`,
    hint: 'its tools are',
    at: `/${key}`,
    key: true,
  })
}
