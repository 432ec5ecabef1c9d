import { UnavailableError } from '@naftiko/plugin-api'
import { Agent } from 'undici'
import type { Address } from '../../target/place.ts'
import { USER_AGENT } from '../../version.ts'
import { type Connection, type ConnectionParts, Lost } from '../connection.ts'
import { callOver, closedOf, describeOver, introduced } from '../client.ts'
import { failureOf, isBroken, statusOf } from '../failure.ts'
import { limitedFetch } from './limited-fetch.ts'
import { HttpTransport } from './transport.ts'

/** How long a server that does not react holds up the end. */
const FAREWELL_MS = 1000
/** What a server answers that does not know a session: after a restart, or when it speaks another revision than before. */
const FORGOTTEN: ReadonlySet<number | undefined> = new Set([400, 404])

/** Connects to a server at an address. */
export async function openHttp(parts: ConnectionParts<Address>): Promise<Connection> {
  const { name, place, limits } = parts
  // Our own limits of time hold, and not those of the HTTP client.
  const agent = new Agent({ connect: { timeout: limits.timeouts.connect }, headersTimeout: 0, bodyTimeout: 0 })
  const fetch = limitedFetch({
    agent,
    limit: limits.messageSize,
    tooLarge: () =>
      new UnavailableError(
        'NAFTIKO_OUTCOME_TOO_LARGE',
        `"${name.namespace}" (${name.place}) answers more than ${limits.messageSize} bytes; "maxMessageSize" sets the limit`,
      ),
  })
  const transport = new HttpTransport(place.url, { fetch, requestInit: { headers: { 'user-agent': USER_AGENT, ...place.headers } } }, name)
  try {
    const client = await introduced(transport, { mode: 'auto' }, parts)
    const closed = closedOf(client)
    return {
      closed,
      call: (call) =>
        callOver(client, call, limits).catch((error: unknown) => {
          const failure = failureOf(error, { name, operation: `${name.namespace}.${call.tool}` })
          const isGone = FORGOTTEN.has(statusOf(error))
          if (isGone || isBroken(error)) throw new Lost(failure, { isGone, isHarmless: isGone })
          throw failure
        }),
      describe: (signal) => describeOver(client, signal, limits).catch((error: unknown) => Promise.reject(failureOf(error, { name }))),
      close: async (signal) => {
        if (!signal.aborted && transport.sessionId !== undefined) await atMost(FAREWELL_MS, transport.terminateSession(), signal)
        await client.close()
        await agent.destroy()
      },
    }
  } catch (error) {
    await agent.destroy()
    throw failureOf(error, { name })
  }
}

/** Waits for a courtesy, but not long, and whatever comes of it. */
async function atMost(ms: number, courtesy: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const enough = AbortSignal.any([signal, AbortSignal.timeout(ms)])
  await Promise.race([
    courtesy.catch(() => {}),
    new Promise<void>((resolve) => enough.addEventListener('abort', () => resolve(), { once: true })),
  ])
}
