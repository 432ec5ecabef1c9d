import type { Logger, StartContext } from '@naftiko/plugin-api'
import type { LoadedCapability } from '../capability.ts'
import type { CompiledCapability, CompiledExposer } from '../compile/compiler.ts'
import { Front } from './http/front.ts'
import type { Startable } from './order.ts'

/** One capability inside one host. */
export interface RunningCapability {
  readonly capability: LoadedCapability
  readonly compiled: CompiledCapability
  /** One for each HTTP exposer, by namespace. */
  readonly fronts: ReadonlyMap<string, Front>
}

export function makeRunning(capability: LoadedCapability, compiled: CompiledCapability, log: Logger): RunningCapability {
  const http = compiled.exposers.filter((exposer) => exposer.node.handle !== undefined)
  const fronts = new Map(
    http.map((exposer) => [
      exposer.namespace,
      new Front(exposer.node, log.child({ capability: capability.name, exposer: exposer.namespace })),
    ]),
  )
  return { capability, compiled, fronts }
}

export interface StartPieces {
  readonly baseUris: Readonly<Record<string, string>>
  readonly log: Logger
  readonly signal: AbortSignal
  fail(error: unknown): void
}

/** Its nodes with their contexts, from the far side to the near side. Exposers that are no HTTP servers start only when ports may be opened. */
export function startables(running: RunningCapability, pieces: StartPieces, expose: boolean): readonly Startable[] {
  const { compiled, capability } = running
  const context = (namespace: string): StartContext => {
    const baseUri = pieces.baseUris[namespace]
    return {
      variables: compiled.runtime.variables,
      ...(baseUri === undefined ? {} : { baseUri }),
      log: pieces.log.child({ capability: capability.name, namespace }),
      signal: pieces.signal,
      fail: pieces.fail,
    }
  }
  const exposers = compiled.exposers.filter((exposer) => expose || exposer.node.handle !== undefined)
  return [...compiled.consumers, ...exposers].map((one) => ({ node: one.node, context: context(one.namespace) }))
}

/** Opens the door of each HTTP exposer whose credentials have values. Returns why the others stay closed. */
export function openFronts(running: RunningCapability): ReadonlyMap<CompiledExposer, string> {
  const closed = new Map<CompiledExposer, string>()
  for (const exposer of running.compiled.exposers) {
    const check = exposer.guard.arm(running.compiled.runtime.variables)
    if (typeof check === 'function') running.fronts.get(exposer.namespace)?.open(check)
    else closed.set(exposer, check.unarmed)
  }
  return closed
}
