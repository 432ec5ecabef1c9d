import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import type { Lifecycle } from '@naftiko/plugin-api'
import { overdue, startContext, stopContext } from './bench.ts'
import type { Check } from './check.ts'
import { within } from './within.ts'

export interface LifecycleSample {
  /** A node that nobody has touched. */
  fresh(): Promise<Lifecycle>
  readonly variables?: Readonly<Record<string, string>>
}

/** What consumers and exposers promise about their life. */
export function lifecycleChecks(sample: LifecycleSample): readonly Check[] {
  const start = (node: Lifecycle, signal?: AbortSignal): Promise<void> =>
    settled(node.start?.(startContext(sample.variables, signal)), 'start')
  const onFresh = (run: (node: Lifecycle) => Promise<void>) => async (): Promise<void> => {
    const node = await sample.fresh()
    try {
      await run(node)
    } finally {
      await stop(node)
    }
  }
  return [
    { title: 'stops without having been started', run: onFresh(stop) },
    { title: 'starts twice', run: onFresh((node) => twice(() => start(node))) },
    { title: 'drains twice when nothing is in flight', run: onFresh(async (node) => (await start(node), twice(() => drain(node)))) },
    { title: 'drains without having been started', run: onFresh((node) => drain(node)) },
    { title: 'stops twice', run: onFresh(async (node) => (await start(node), twice(() => stop(node)))) },
    { title: 'stops when its time is over', run: onFresh(async (node) => (await start(node), settled(node.stop?.(overdue()), 'stop'))) },
    {
      title: 'stops after a start that was given up',
      run: onFresh(async (node) => {
        // Whether an aborted start resolves or rejects is its own affair.
        await start(node, AbortSignal.abort()).catch(() => {})
        await stop(node)
      }),
    },
    {
      title: 'leaves nothing open after it was stopped',
      run: () => assertNothingLeft(async () => onFresh((node) => start(node))()),
    },
  ]
}

async function twice(run: () => Promise<void>): Promise<void> {
  await run()
  await run()
}

async function drain(node: Lifecycle): Promise<void> {
  await settled(node.drain?.(stopContext()), 'drain')
}

async function stop(node: Lifecycle): Promise<void> {
  await settled(node.stop?.(stopContext()), 'stop')
}

async function settled(promise: Promise<void> | undefined, what: string): Promise<void> {
  await within(Promise.resolve(promise), `the end of ${what}()`)
}

const LIVES = 8

/**
 * Lives several lives, so that what else comes and goes in the process does not matter: what grows with the number of lives
 * was left by the node.
 */
async function assertNothingLeft(live: () => Promise<void>): Promise<void> {
  await live()
  const before = openResources()
  for (let life = 0; life < LIVES; life += 1) await live()
  const deadline = performance.now() + 2000
  while (left(before).length > 0 && performance.now() < deadline) await wait(20)
  assert.deepEqual(left(before), [], 'these stay open after stop()')
}

function left(before: ReadonlyMap<string, number>): readonly string[] {
  return [...openResources()].filter(([type, count]) => count - (before.get(type) ?? 0) >= LIVES / 2).map(([type]) => type)
}

function openResources(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const type of process.getActiveResourcesInfo()) counts.set(type, (counts.get(type) ?? 0) + 1)
  return counts
}
