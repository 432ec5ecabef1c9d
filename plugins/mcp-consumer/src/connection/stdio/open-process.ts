import type { VersionNegotiationOptions } from '@modelcontextprotocol/client'
import { UnavailableError } from '@naftiko/plugin-api'
import type { Process } from '../../target/place.ts'
import { callOver, closedOf, describeOver, introduced } from '../client.ts'
import { type Connection, type ConnectionParts, Lost } from '../connection.ts'
import { failureOf, isBroken } from '../failure.ts'
import { ProcessTransport } from './transport.ts'

/** Starts a server as a process, and connects to it. */
export async function openProcess(parts: ConnectionParts<Process>): Promise<Connection> {
  // A server that does not know the question may stay silent; then it is asked in the older way.
  const asking: VersionNegotiationOptions = { mode: 'auto', probe: { timeoutMs: Math.ceil(parts.limits.timeouts.connect / 2) } }
  const first = await attempt(parts, asking)
  if ('connection' in first) return first.connection
  // Some end when the first message is not the handshake that they know.
  if (!first.hasLeft || parts.signal.aborted) throw failureOf(first.error, parts)
  const second = await attempt(parts, { mode: 'legacy' })
  if ('connection' in second) return second.connection
  throw failureOf(second.error, parts)
}

type Attempt = { readonly connection: Connection } | { readonly error: unknown; readonly hasLeft: boolean }

async function attempt(parts: ConnectionParts<Process>, negotiation: VersionNegotiationOptions): Promise<Attempt> {
  const transport = new ProcessTransport(parts)
  try {
    const client = await introduced(transport, negotiation, parts)
    return { connection: connectionOver(transport, client, parts) }
  } catch (error) {
    const hasLeft = transport.hasLeft
    await transport.end(parts.signal)
    return { error: transport.failure ?? error, hasLeft }
  }
}

function connectionOver(
  transport: ProcessTransport,
  client: Awaited<ReturnType<typeof introduced>>,
  parts: ConnectionParts<Process>,
): Connection {
  const { name, limits } = parts
  return {
    closed: closedOf(client),
    call: async (call) => {
      if (transport.hasLeft) throw new Lost(left(parts), { isGone: true, isHarmless: true })
      try {
        return await callOver(client, call, limits)
      } catch (error) {
        const failure = failureOf(transport.failure ?? error, { name, operation: `${name.namespace}.${call.tool}` })
        if (transport.failure === undefined && (transport.hasLeft || isBroken(error)))
          throw new Lost(failure, { isGone: true, isHarmless: false })
        throw failure
      }
    },
    describe: (signal) =>
      describeOver(client, signal, limits).catch((error: unknown) => Promise.reject(failureOf(transport.failure ?? error, parts))),
    close: async (signal) => {
      await transport.end(signal)
      await client.close()
    },
  }
}

function left({ name }: ConnectionParts): UnavailableError {
  return new UnavailableError('NAFTIKO_UPSTREAM_UNREACHABLE', `"${name.namespace}" (${name.place}) has ended`)
}
