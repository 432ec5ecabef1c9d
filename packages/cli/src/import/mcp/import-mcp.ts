import type { Io } from '../../io.ts'
import { documentOf } from './document.ts'
import { type GivenServer, placeOf } from './place.ts'

export interface McpImport extends GivenServer {
  readonly namespace: string | undefined
  readonly expose: readonly ('rest' | 'mcp')[]
}

/** Asks an MCP server for its tools and writes a capability that consumes them. */
export async function importMcp(io: Io, given: McpImport): Promise<{ readonly text: string; readonly tools: number }> {
  const { where, written, variables } = placeOf(io, given)
  const [{ describeMcpServer }, { namespaceOf, toYaml }] = await Promise.all([import('@naftiko/mcp-consumer'), import('@naftiko/openapi')])
  const interrupted = new AbortController()
  const interrupt = (): void => interrupted.abort()
  io.signals.on('SIGINT', interrupt)
  try {
    const server = await describeMcpServer(where, { log: silent, signal: interrupted.signal })
    const namespace = given.namespace ?? namespaceOf(server.name ?? 'mcp')
    const document = documentOf(server, { namespace, place: written, variables, expose: given.expose })
    return { text: await toYaml(document, './naftiko.schema.json'), tools: server.tools.length }
  } finally {
    io.signals.off('SIGINT', interrupt)
  }
}

const ignore = (): void => {}
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore, child: () => silent }
