import type { CompileContext } from '@naftiko/plugin-api'
import type { McpConsumesEntry } from '../entry/entry.ts'
import { compileAddress } from './address.ts'
import { compileProcess } from './process.ts'
import { compileHeaders } from './headers.ts'
import type { Target } from './place.ts'

/** Compiles where the server of an entry is. What is wrong with it is reported, and said again by every call. */
export async function compileTarget(entry: McpConsumesEntry, context: CompileContext): Promise<Target> {
  const address = compileAddress(entry, compileHeaders(entry, context), context)
  const process = entry.command === undefined ? undefined : await compileProcess({ ...entry, command: entry.command }, context)
  reportChoice(entry, context)
  return (variables, override) => (process === undefined || override !== undefined ? address(variables, override) : process(variables))
}

function reportChoice({ command, baseUri, authentication }: McpConsumesEntry, context: CompileContext): void {
  if (command === undefined) return
  const ignored = (at: string, message: string, hint: string): void =>
    context.report({ severity: 'warning', code: 'NAFTIKO_MCP_SERVER', message, hint, at })
  if (baseUri !== undefined)
    ignored('/baseUri', 'the server is started as a process, so its address is not used', 'keep "command" or "baseUri", not both')
  if (authentication !== undefined)
    ignored('/authentication', 'a process is not asked for credentials, so this is not used', 'give it what it needs as "env"')
}
