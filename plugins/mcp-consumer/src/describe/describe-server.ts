import type { Logger } from '@naftiko/plugin-api'
import type { McpConsumerOptions } from '../options.ts'
import { limitsOf } from '../server/limits.ts'
import type { Address, Process } from '../target/place.ts'
import type { McpServerDescription } from './description.ts'

/** Where a server is, with every value in its place. */
export type McpServerPlace =
  | { readonly url: URL; readonly headers?: Readonly<Record<string, string>> }
  | { readonly command: string; readonly args: readonly string[]; readonly env: Readonly<Record<string, string>>; readonly cwd: string }

export interface DescribeOptions extends McpConsumerOptions {
  readonly log: Logger
  /** Ends the conversation. */
  readonly signal: AbortSignal
}

/** Asks a server what it has. Starts it where it is a process, and ends it again. Rejects with an `InvocationError`. */
export async function describeMcpServer(where: McpServerPlace, options: DescribeOptions): Promise<McpServerDescription> {
  const { openConnection } = await import('../connection/open.ts')
  const place = placeOf(where)
  const { log, signal } = options
  const name = { namespace: 'the MCP server', place: place.name }
  const connection = await openConnection({ name, place, limits: limitsOf(options), log, signal })
  try {
    return await connection.describe(signal)
  } finally {
    await connection.close(signal)
  }
}

function placeOf(where: McpServerPlace): Address | Process {
  if ('url' in where) return { kind: 'http', url: where.url, headers: where.headers ?? {}, name: where.url.host }
  return { kind: 'stdio', ...where, name: where.command }
}
