import { type HostView, type Invoke, type Lifecycle, type Logger, type StartContext, StartError } from '@naftiko/plugin-api'
import type { LoadedCapability } from '../capability.ts'
import type { Compiled, CompiledCapability } from '../compile/compiled.ts'
import { orderByNeeds, showCycle } from '../graph/order.ts'
import type { Closure } from '../guard/scheme.ts'
import { Front } from './http/front.ts'
import type { Startable } from './order.ts'

/** Those parts of a compiled capability that its host goes on using once it has started. */
export type RunningNodes = Pick<CompiledCapability, 'consumers' | 'exposers' | 'kept' | 'runtime' | 'targets'>

/** One capability inside one host. */
export interface RunningCapability {
  readonly capability: LoadedCapability
  readonly compiled: RunningNodes
  /** Where its nodes are not there before they are needed: what can be invoked all the same. Others stand in their places. */
  readonly onDemand?: { readonly names: readonly string[]; invoke(name: string): Invoke }
  /** One for each exposer, in their order; nothing for those that are no HTTP servers. Exposers may share a namespace. */
  readonly fronts: readonly (Front | undefined)[]
}

/** One whose nodes are all there. */
export interface PresentCapability extends RunningCapability {
  readonly compiled: CompiledCapability
}

export function makeRunning<Nodes extends RunningNodes>(
  capability: LoadedCapability,
  compiled: Nodes,
  log: Logger,
  logsRequests: boolean,
): RunningCapability & { readonly compiled: Nodes } {
  const fronts = compiled.exposers.map(({ node, namespace }) =>
    node.handle === undefined ? undefined : new Front(node, log.child({ capability: capability.name, exposer: namespace }), logsRequests),
  )
  return { capability, compiled, fronts }
}

export interface StartPieces {
  readonly baseUris: Readonly<Record<string, string>>
  readonly log: Logger
  readonly signal: AbortSignal
  fail(error: unknown): void
  view(running: PresentCapability): HostView
}

/** Its nodes with their contexts, from the far side to the near side. Exposers that are no HTTP servers start only when ports may be opened. */
export function startables(running: PresentCapability, pieces: StartPieces, expose: boolean): readonly Startable[] {
  const { compiled, capability } = running
  const host = pieces.view(running)
  const context = (namespace: string): StartContext => {
    const baseUri = pieces.baseUris[namespace]
    return {
      variables: compiled.runtime.variables,
      ...(baseUri === undefined ? {} : { baseUri }),
      log: pieces.log.child({ capability: capability.name, namespace }),
      host,
      signal: pieces.signal,
      fail: pieces.fail,
    }
  }
  const exposers = compiled.exposers.filter((exposer) => expose || exposer.node.handle !== undefined)
  const ordered = inOrder([...compiled.consumers, ...exposers], compiled)
  // What steps need is needed by exposers, and needs consumers.
  const nodes = [...ordered.slice(0, compiled.consumers.length), ...compiled.kept, ...ordered.slice(compiled.consumers.length)]
  return nodes.map((one) => ({ node: one.node, context: context(one.namespace) }))
}

/** Every node after those that it needs, as the graph of calls says. Entries of several files may share a pointer, so their place in the list names them. */
function inOrder<One extends Compiled<Lifecycle>>(nodes: readonly One[], compiled: CompiledCapability): readonly One[] {
  const calls = new Map(
    compiled.exposers.map((exposer) => [
      exposer as Compiled<Lifecycle>,
      exposer.node.operations.flatMap((operation) => operation.calls ?? []),
    ]),
  )
  const needs = (one: One): readonly string[] =>
    nodes.flatMap((other, index) => {
      const isConsumer = !calls.has(other)
      return isConsumer && (calls.get(one) ?? []).some((call) => call === other.namespace || call.startsWith(`${other.namespace}.`))
        ? [String(index)]
        : []
    })
  const sorted = orderByNeeds(nodes.map((one, index) => ({ id: String(index), needs: needs(one) })))
  if ('order' in sorted) return sorted.order.map((index) => nodes[Number(index)]!)
  const names = sorted.cycle.map((index) => nodes[Number(index)]!.namespace)
  throw new StartError('NAFTIKO_CYCLE', names[0]!, `these entries need each other in a circle: ${showCycle(names)}`)
}

/**
 * Puts the door of each HTTP exposer in its place. Returns why those that stay closed do, in the order of the exposers.
 * What talks over stdin and stdout needs none: whoever started the process is its caller.
 */
export function openFronts({ capability, compiled, fronts }: RunningCapability, log: Logger): readonly (Closure | undefined)[] {
  return compiled.exposers.map(({ namespace, guard }, index) => {
    const front = fronts[index]
    if (front === undefined) return undefined
    const armed = guard.arm(compiled.runtime.variables, { log: log.child({ capability: capability.name, exposer: namespace }) })
    front.open(armed)
    return armed.closed
  })
}
