import {
  type BinderNode,
  type ConsumerNode,
  type ExposerNode,
  type JsonObject,
  type Logger,
  type MaybePromise,
  type NodeEntry,
  type Operation,
  type Problem,
} from '@naftiko/plugin-api'
import { compileGuard, type Guard } from '../guard/guard.ts'
import type { CapabilityModel, Entry } from '../model/model.ts'
import type { PluginRegistry } from '../plugin/registry.ts'
import type { Limits } from '../public.ts'
import type { Schemas } from '../validate/schemas.ts'
import { compileContext, type CompilationScope } from './context.ts'
import { withMiddleware } from './middleware.ts'
import { namesOf } from './names.ts'
import type { Runtime } from './runtime.ts'
import { Targets } from './targets.ts'

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
  readonly exposers: readonly CompiledExposer[]
  readonly targets: Targets
  readonly runtime: Runtime
  /** Which entries use which variable: variable → namespaces. */
  readonly uses: ReadonlyMap<string, ReadonlySet<string>>
}

export interface CompilerParts {
  readonly limits: Limits
  readonly log: Logger
  readonly registry: PluginRegistry
  readonly schemas: Schemas
}

/** Where findings go. Pointers are those of the normalised document. */
export interface Findings {
  report(problem: Problem, pointer: string): void
  explain(pointer: string, text: string, kind: string, meaning: string): void
}

/** Compiles models: binders, then consumers, then exposers, each through its plugin. Pure, apart from reading files that the document names. */
export class Compiler {
  readonly #parts: CompilerParts

  constructor(parts: CompilerParts) {
    this.#parts = parts
  }

  /** Entries in `broken` are skipped: their problems are known already. */
  async compile(model: CapabilityModel, base: string, broken: ReadonlySet<string>, findings: Findings): Promise<CompiledCapability> {
    const runtime: Runtime = { variables: {} }
    const targets = new Targets()
    const uses = new VariableUses(model)
    const scope: CompilationScope = {
      ...this.#parts,
      ...findings,
      names: namesOf(model),
      targets,
      runtime,
      base,
      uses: (variable, pointer) => uses.add(variable, pointer),
    }
    const consumers = await this.#consumers(model, scope, broken)
    const exposers = await this.#exposers(model, scope, broken)
    const binders = await this.#binders(model, scope, uses.unbound)
    for (const variable of uses.unbound) reportUnbound(variable, uses.firstPlace(variable), scope)
    return { model, binders, consumers, exposers, targets, runtime, uses: uses.byVariable }
  }

  async #consumers(
    model: CapabilityModel,
    scope: CompilationScope,
    broken: ReadonlySet<string>,
  ): Promise<readonly Compiled<ConsumerNode>[]> {
    const compiled: Compiled<ConsumerNode>[] = []
    for (const entry of model.consumes) {
      const plugin = this.#parts.registry.get('consumer', entry.value.type)
      if (plugin === undefined || broken.has(entry.pointer)) continue
      const node = await attempt(entry, scope, plugin.name, () =>
        plugin.compile(entry.value, compileContext(scope, entry.pointer, entry.value.namespace)),
      )
      if (node === undefined) continue
      scope.targets.add(
        entry.value.namespace,
        node.operations.map((operation) => wrapped(operation, entry.value.namespace, 'consumed')),
      )
      compiled.push({ ...nameOf(entry), node })
    }
    return compiled
  }

  async #exposers(model: CapabilityModel, scope: CompilationScope, broken: ReadonlySet<string>): Promise<readonly CompiledExposer[]> {
    const compiled: CompiledExposer[] = []
    for (const entry of model.exposes) {
      const plugin = this.#parts.registry.get('exposer', entry.value.type)
      if (plugin === undefined || broken.has(entry.pointer)) continue
      const context = compileContext(scope, entry.pointer, entry.value.namespace)
      const node = await attempt(entry, scope, plugin.name, () => plugin.compile(entry.value, context))
      const guard = compileGuard(entry.value['authentication'] as JsonObject | undefined, context)
      if (node !== undefined) compiled.push({ ...nameOf(entry), node, guard })
    }
    return compiled
  }

  async #binders(model: CapabilityModel, scope: CompilationScope, unbound: readonly string[]): Promise<readonly CompiledBinder[]> {
    const entries = [...implicitBinds(unbound), ...model.binds]
    const compiled: CompiledBinder[] = []
    for (const entry of entries) {
      const scheme = schemeOf(entry.value.location)
      const plugin = this.#parts.registry.get('binder', scheme)
      const variables = Object.keys(entry.value.keys)
      if (plugin === undefined) {
        scope.report(
          {
            severity: 'warning',
            code: 'NAFTIKO_NO_PLUGIN',
            message: `no plugin reads "${scheme}" locations, so ${variables.join(', ')} has no value`,
            hint: `this build knows ${this.#parts.registry.types('binder').join(', ')}`,
          },
          `${entry.pointer}/location`,
        )
        continue
      }
      const node = await attempt(entry, scope, plugin.name, () =>
        plugin.compile(entry.value, compileContext(scope, entry.pointer, entry.value.namespace)),
      )
      if (node !== undefined) compiled.push({ namespace: entry.value.namespace, type: scheme, pointer: entry.pointer, node, variables })
    }
    return compiled
  }
}

/** Variables that something refers to, and which of them no bind provides. */
class VariableUses {
  readonly byVariable = new Map<string, Set<string>>()
  readonly #places = new Map<string, string>()
  readonly #bound: ReadonlySet<string>
  readonly #owners: readonly { readonly pointer: string; readonly namespace: string }[]

  constructor(model: CapabilityModel) {
    this.#bound = namesOf(model).bound
    this.#owners = [...model.consumes, ...model.exposes].map((entry) => ({ pointer: entry.pointer, namespace: entry.value.namespace }))
  }

  add(variable: string, pointer: string): void {
    if (!this.#places.has(variable)) this.#places.set(variable, pointer)
    const owner = this.#owners.find((one) => pointer.startsWith(`${one.pointer}/`))
    const namespaces = this.byVariable.get(variable) ?? new Set()
    if (owner !== undefined) namespaces.add(owner.namespace)
    this.byVariable.set(variable, namespaces)
  }

  get unbound(): readonly string[] {
    return [...this.#places.keys()].filter((variable) => !this.#bound.has(variable))
  }

  firstPlace(variable: string): string {
    return this.#places.get(variable) ?? ''
  }
}

/** A variable that the document uses without binding it comes from the environment. */
function implicitBinds(unbound: readonly string[]): CapabilityModel['binds'] {
  if (unbound.length === 0) return []
  return [{ pointer: '/binds', value: { namespace: 'env', keys: Object.fromEntries(unbound.map((name) => [name, name])) } }]
}

function reportUnbound(variable: string, pointer: string, scope: CompilationScope): void {
  scope.report(
    {
      severity: 'warning',
      code: 'NAFTIKO_VARIABLE_UNBOUND',
      message: `the variable "${variable}" is not bound; its value is taken from the environment`,
      hint: `add "${variable}: ${variable}" to the keys of a "binds" entry`,
    },
    pointer,
  )
}

/** A plugin that throws while compiling has a bug; the document's other entries still get their say. */
async function attempt<Node>(
  entry: Entry<unknown>,
  scope: CompilationScope,
  plugin: string,
  compile: () => MaybePromise<Node>,
): Promise<Node | undefined> {
  try {
    return await compile()
  } catch (error) {
    scope.log.error('a plugin failed while compiling', { plugin, error })
    scope.report(
      {
        code: 'NAFTIKO_PLUGIN_FAILED',
        message: `${plugin} failed to compile this entry: ${error instanceof Error ? error.message : String(error)}`,
        hint: 'this is a bug of the plugin; report it there',
      },
      entry.pointer,
    )
    return undefined
  }
}

function wrapped(operation: Operation, namespace: string, kind: 'consumed' | 'exposed'): Operation {
  return { ...operation, invoke: withMiddleware(`${namespace}.${operation.name}`, kind, operation.invoke) }
}

function nameOf(entry: Entry<NodeEntry>): { namespace: string; type: string; pointer: string } {
  return { namespace: entry.value.namespace, type: entry.value.type, pointer: entry.pointer }
}

function schemeOf(location: string | undefined): string {
  return location === undefined ? 'env' : (/^([a-z][a-z\d+.-]*):/i.exec(location)?.[1] ?? 'file').toLowerCase()
}
