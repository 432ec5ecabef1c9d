import type { Lifecycle, StartContext, StopContext } from '@naftiko/plugin-api'

/** A node to start, with the context made for it. */
export interface Startable {
  readonly node: Lifecycle
  readonly context: StartContext
}

/**
 * Starts nodes in the given order (upstream side first, doors last). If one fails, those already started are stopped in
 * reverse, the failed one included, and its error is thrown.
 */
export async function startInOrder(nodes: readonly Startable[]): Promise<void> {
  const started: Lifecycle[] = []
  try {
    for (const { node, context } of nodes) {
      started.push(node)
      await node.start?.(context)
    }
  } catch (error) {
    const reasons = await stopAll(started.toReversed(), { signal: AbortSignal.abort() })
    throw reasons.length === 0 ? error : new AggregateError([error, ...reasons], 'the start failed, and so did undoing it')
  }
}

/** Drains nodes one tier after the other: within a tier all at once. Gathers failures instead of stopping at the first. */
export async function drainTiers(tiers: readonly (readonly Lifecycle[])[], context: StopContext): Promise<readonly unknown[]> {
  const failures: unknown[] = []
  for (const tier of tiers) {
    const results = await Promise.allSettled(tier.map((node) => node.drain?.(context)))
    failures.push(...reasonsOf(results))
  }
  return failures
}

/** Stops nodes one after the other in the given order, whatever fails. */
export async function stopAll(nodes: readonly Lifecycle[], context: StopContext): Promise<readonly unknown[]> {
  const failures: unknown[] = []
  for (const node of nodes) {
    const results = await Promise.allSettled([node.stop?.(context)])
    failures.push(...reasonsOf(results))
  }
  return failures
}

function reasonsOf(results: readonly PromiseSettledResult<unknown>[]): readonly unknown[] {
  return results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
}
