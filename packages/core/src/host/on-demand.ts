import type { ExposerNode, Invoke, Lifecycle, Logger, StopContext } from '@naftiko/plugin-api'
import type { CompiledCapability, CompiledExposer } from '../compile/compiled.ts'
import { Targets } from '../compile/targets.ts'
import type { ArmedGuard } from '../guard/scheme.ts'
import { continueTrace } from '../observe/trace.ts'
import { answerProblem } from './http/answer.ts'
import { Invocables, namesOf } from './invoke.ts'
import { drainTiers, stopAll } from './order.ts'
import { ownTexts } from '../own-texts.ts'
import type { RunningCapability, RunningNodes } from './running.ts'

/** Whether nothing happens before somebody asks: then it is enough to have the nodes when that happens. */
export function canWait({ exposers }: CompiledCapability): boolean {
  return exposers.every(({ node }) => node.onDemand === true && node.handle !== undefined && node.offer === undefined)
}

/** The nodes of a capability that nobody has asked yet: made and started by the first request or call. */
export class OnDemand {
  /** Names of everything that can be invoked. */
  readonly names: readonly string[]
  readonly #make: () => Promise<RunningCapability>
  readonly #log: Logger
  #making: Promise<RunningCapability> | undefined
  #made: RunningCapability | undefined
  #invocables: Invocables | undefined

  /** `make` gives them started; it is asked again after it has failed. */
  constructor(compiled: CompiledCapability, log: Logger, make: () => Promise<RunningCapability>) {
    this.names = ownTexts(namesOf(compiled))
    this.#log = log
    this.#make = make
  }

  /** What stands in the place of an exposer. */
  exposer(index: number, { endpoint }: ExposerNode): ExposerNode {
    const node = (): ExposerNode | undefined => this.#made?.compiled.exposers[index]!.node
    return {
      endpoint: ownTexts(endpoint),
      operations: [],
      handle: (request, response) => {
        const made = node()
        if (made !== undefined) return made.handle!(request, response)
        this.#wake().then(
          () => {
            if (!response.destroyed) node()!.handle!(request, response)
          },
          () => {
            if (response.destroyed) return
            const detail = 'this capability could not be started; the log has the details'
            answerProblem(response, { status: 503, detail, code: 'NAFTIKO_NOT_RUNNING' }, continueTrace().traceparent)
          },
        )
      },
      handOver: () => node()?.handOver?.() ?? [],
      takeOver: async (standing) => {
        await this.#wake()
        return node()?.takeOver?.(standing) ?? false
      },
      drain: async (context) => node()?.drain?.(context),
      stop: async (context) => {
        await this.#making?.catch(() => {})
        await node()?.stop?.(context)
      },
    }
  }

  /** What stands in the place of everything that exposers need. */
  rest(): Lifecycle {
    const nodes = (): readonly Lifecycle[] => {
      const { kept = [], consumers = [] } = this.#made?.compiled ?? {}
      return [...kept, ...consumers].map(({ node }) => node)
    }
    const settled = async (failures: Promise<readonly unknown[]>): Promise<void> => {
      const [failure] = await failures
      if (failure !== undefined) throw failure
    }
    return {
      drain: (context: StopContext) => settled(drainTiers([nodes()], context)),
      stop: (context: StopContext) => settled(stopAll(nodes(), context)),
    }
  }

  /** Calls what has one of the names. */
  invoke(name: string): Invoke {
    return async (invocation) => {
      const made = this.#made ?? (await this.#wake())
      this.#invocables ??= new Invocables([made])
      return this.#invocables.find(name, undefined)(invocation)
    }
  }

  /** Made once, whoever asks first. */
  #wake(): Promise<RunningCapability> {
    this.#making ??= this.#begin()
    return this.#making
  }

  async #begin(): Promise<RunningCapability> {
    try {
      this.#made = await this.#make()
      return this.#made
    } catch (error) {
      this.#making = undefined
      this.#log.error('a capability could not be started when it was first asked', { error })
      throw error
    }
  }
}

/** What takes the places of compiled nodes in a host. Doors are put in them at once, and everything else is let go. */
export function standIns(
  { exposers, runtime }: CompiledCapability,
  onDemand: OnDemand,
  arm: (exposer: CompiledExposer) => ArmedGuard,
): RunningNodes {
  return {
    exposers: exposers.map((exposer, index) => {
      const { namespace, type, pointer } = ownTexts({ namespace: exposer.namespace, type: exposer.type, pointer: exposer.pointer })
      const { closed } = exposer.guard
      const armed = arm(exposer)
      const guard = { closed, variables: [], arm: () => armed }
      return { namespace, type, pointer, node: onDemand.exposer(index, exposer.node), guard }
    }),
    consumers: [],
    kept: [{ namespace: '', node: onDemand.rest() }],
    runtime: { variables: runtime.variables },
    targets: new Targets(),
  }
}
