import type { Readable, Writable } from 'node:stream'
import { type ExposerNode, type LinkContext, type Operation, parseSize } from '@naftiko/plugin-api'
import type { McpExposesEntry } from './entry/entry.ts'
import { MCP_PATH } from './http/refusal.ts'
import { httpService } from './http/serve.ts'
import type { Service } from './protocol/service.ts'
import { serviceOf } from './service.ts'
import { serveStdio, type StdioSession } from './stdio/session.ts'
import { compileTools } from './tools/tool-table.ts'

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

/** Compiles an entry. No stream is touched before `start`. */
export function compileMcp(entry: McpExposesEntry, context: LinkContext, streams: StdioStreams): ExposerNode {
  for (const key of ['resources', 'prompts'] as const) reportUnserved(entry, key, context)
  const tools = compileTools(entry, context)
  const operations = tools.tools.map((tool) => tool.operation)
  const service = serviceOf(entry, tools, context)
  const limit = bodySize(entry, context)
  return entry.transport === 'stdio' ? stdioNode(service, operations, limit, streams) : httpNode(entry, service, operations, limit)
}

function httpNode(entry: McpExposesEntry, service: Service, operations: readonly Operation[], limit: number): ExposerNode {
  const { address, port } = entry
  return {
    endpoint: { transport: 'http', path: MCP_PATH, ...(address === undefined ? {} : { address }), ...(port === undefined ? {} : { port }) },
    operations,
    handle: httpService(service, limit).handle,
  }
}

function stdioNode(service: Service, operations: readonly Operation[], limit: number, streams: StdioStreams): ExposerNode {
  let session: StdioSession | undefined
  return {
    endpoint: { transport: 'stdio' },
    operations,
    start: async () => {
      session = serveStdio(service, {
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
