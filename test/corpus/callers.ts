import type { RunningEndpoint } from '@naftiko/core'
import type { Callable } from './answer.ts'
import { mcpFeatures } from './mcp-features.ts'
import { page, restOperations } from './rest-operations.ts'
import { skillPages } from './skills.ts'

/** Everything of one endpoint that can be called, for as long as it is not disposed of. */
export interface Offer extends AsyncDisposable {
  readonly callables: readonly Callable[]
}

/** Asks an endpoint what it offers, as a client of its kind does. */
export async function offerOf({ type, url }: RunningEndpoint, headers: Readonly<Record<string, string>>): Promise<Offer> {
  if (url === undefined) return withoutEnd([])
  const address = url.replace(/\/$/, '')
  if (type === 'rest') return withoutEnd(await restOperations(address, headers))
  if (type === 'skill') return withoutEnd(await skillPages(address, headers))
  if (type === 'mcp') return mcpFeatures(url, headers)
  return withoutEnd([page('GET /', `${address}/`, headers)])
}

function withoutEnd(callables: readonly Callable[]): Offer {
  return { callables, [Symbol.asyncDispose]: async () => {} }
}
