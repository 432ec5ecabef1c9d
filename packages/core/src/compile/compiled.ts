import type { BinderNode, ConsumerNode, ExposerNode, Lifecycle } from '@naftiko/plugin-api'
import type { Guard } from '../guard/guard.ts'
import type { CapabilityModel } from '../model/model.ts'
import type { Runtime } from './runtime.ts'
import type { Target, Targets } from './targets.ts'

/** An entry and the node it became. */
export interface Compiled<Node> {
  readonly namespace: string
  readonly type: string
  readonly pointer: string
  readonly node: Node
}

export interface CompiledBinder extends Compiled<BinderNode> {
  /** Names of the variables that it is asked for. */
  readonly variables: readonly string[]
}

export interface CompiledExposer extends Compiled<ExposerNode> {
  readonly guard: Guard
}

/** Everything one host needs to run one capability. Used by one host only. */
export interface CompiledCapability {
  readonly model: CapabilityModel
  readonly binders: readonly CompiledBinder[]
  readonly consumers: readonly Compiled<ConsumerNode>[]
  /** Functions of the aggregates, compiled. */
  readonly functions: readonly Target[]
  readonly exposers: readonly CompiledExposer[]
  /** What steps need to run: started after the consumers, stopped before them. */
  readonly kept: readonly { readonly namespace: string; readonly node: Lifecycle }[]
  readonly targets: Targets
  readonly runtime: Runtime
  /** Which entries use which variable: variable → namespaces. */
  readonly uses: ReadonlyMap<string, ReadonlySet<string>>
}
