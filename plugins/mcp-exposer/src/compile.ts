import type { Readable, Writable } from 'node:stream'
import { type ExposerNode, type LinkContext, type Operation, parseSize } from '@naftiko/plugin-api'
import type { McpExposesEntry } from './entry/entry.ts'
import { MCP_PATH } from './http/refusal.ts'
import { httpService } from './http/serve.ts'
import { compilePrompts } from './prompts/prompt-table.ts'
import type { Service } from './protocol/service.ts'
import { PAGE_SIZE, serviceOf } from './service-of.ts'
import { serveStdio, type StdioSession } from './stdio/session.ts'
import { offeredBy } from './resources/meet.ts'
import { resourceMethods } from './resources/methods.ts'
import { compileResources, type ResourceTable, withMore } from './resources/resource-table.ts'
import { compileToolsets } from './toolsets/toolsets.ts'
import { compileTools, type ToolTable } from './tools/tool-table.ts'

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
const DEFAULT_BINARY_SIZE = 10 * 1024 ** 2

/** Compiles an entry. No stream is touched before `start`. */
export async function compileMcp(entry: McpExposesEntry, context: LinkContext, streams: StdioStreams): Promise<ExposerNode> {
  const binaryLimit = sizeOf(entry, 'maxBinarySize', DEFAULT_BINARY_SIZE, context)
  const tools = await compileTools(entry, context, binaryLimit)
  const toolsets = compileToolsets(entry.toolsets, tools.tools, context.report)
  const resources = await compileResources(entry, context, binaryLimit)
  const prompts = await compilePrompts(entry, context, binaryLimit)
  const compiled = serviceOf(entry, { tools, toolsets, resources, prompts }, context)
  const methods = new Map(compiled.methods)
  const service: Service = { ...compiled, methods }
  const operations = operationsOf(tools, resources)
  const limit = sizeOf(entry, 'maxBodySize', DEFAULT_BODY_SIZE, context)
  if (entry.transport === 'stdio' && entry.port !== undefined) reportPort(context)
  const node = entry.transport === 'stdio' ? stdioNode(service, operations, limit, streams) : httpNode(entry, service, operations, limit)
  return {
    ...node,
    meet: (siblings) => {
      const offered = offeredBy(siblings, entry, binaryLimit, context)
      if (offered.length === 0) return
      for (const [name, method] of resourceMethods(withMore(resources, offered), entry.pageSize ?? PAGE_SIZE)) methods.set(name, method)
    },
  }
}

function reportPort(context: LinkContext): void {
  const message = 'standard input and output need no port, so none is opened'
  context.report({
    severity: 'warning',
    code: 'NAFTIKO_PORT_IGNORED',
    message,
    hint: 'remove "port", or write "transport: http"',
    at: '/port',
    key: true,
  })
}

function httpNode(entry: McpExposesEntry, service: Service, operations: readonly Operation[], limit: number): ExposerNode {
  const { address, port } = entry
  // What a server promises is written down once, which has to wait until all of it is known.
  let made: ReturnType<typeof httpService> | undefined
  const serving = (): ReturnType<typeof httpService> => (made ??= httpService(service, limit))
  return {
    onDemand: true,
    endpoint: { transport: 'http', path: MCP_PATH, ...(address === undefined ? {} : { address }), ...(port === undefined ? {} : { port }) },
    operations,
    handle: (request, response) => serving().handle(request, response),
    handOver: () => made?.handOver() ?? [],
    takeOver: (standing) => serving().takeOver(standing),
    drain: async () => made?.finish(),
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

/** Tools, then the resources that call something; a tool has its name first. */
function operationsOf({ tools }: ToolTable, resources: ResourceTable | undefined): readonly Operation[] {
  const operations = new Map<string, Operation>()
  const called = (resources?.resources ?? []).flatMap(({ operation }) => (operation === undefined ? [] : [operation]))
  for (const operation of [...tools.map((tool) => tool.operation), ...called])
    if (!operations.has(operation.name)) operations.set(operation.name, operation)
  return [...operations.values()]
}

function sizeOf(entry: McpExposesEntry, key: 'maxBodySize' | 'maxBinarySize', otherwise: number, context: LinkContext): number {
  const written = entry[key]
  const size = written === undefined ? otherwise : parseSize(written)
  if (size === undefined)
    context.report({
      code: 'NAFTIKO_SIZE_INVALID',
      message: `"${String(written)}" is not a size`,
      hint: 'write a number of bytes, or a text such as 10MiB',
      at: `/${key}`,
    })
  return size ?? otherwise
}
