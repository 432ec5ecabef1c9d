import {
  type BindsEntry,
  type ConsumerNode,
  type JsonObject,
  type Logger,
  type MaybePromise,
  type NodeEntry,
  type Operation,
  type Problem,
} from '@naftiko/plugin-api'
import { compileGuard } from '../guard/guard.ts'
import type { CapabilityModel, Entry } from '../model/model.ts'
import type { PluginRegistry } from '../plugin/registry.ts'
import type { Limits } from '../public.ts'
import type { Schemas } from '../validate/schemas.ts'
import { type CompilationScope, compileContext, type Findings, linkTools } from './context.ts'
import { addFunctions } from './functions.ts'
import { managementOf } from './management.ts'
import { withMiddleware } from './middleware.ts'
import { namesOf } from './names.ts'
import type { Runtime } from './runtime.ts'
import { compileExposers } from './siblings.ts'
import { incompleteNamespaces, lacksBinds } from './incomplete.ts'
import { Targets } from './targets.ts'
import { fromEnvironment, implicitBinds, reportUnbound, VariableUses } from './variable-uses.ts'
import type { Compiled, CompiledBinder, CompiledCapability, CompiledExposer } from './compiled.ts'

export interface CompilerParts {
  /** Steps never run side by side. */
  readonly sequential: boolean
  readonly limits: Limits
  readonly log: Logger
  readonly registry: PluginRegistry
  readonly schemas: Schemas
}

/** Compiles models: binders, then consumers, then exposers, each through its plugin. Pure, apart from reading files that the document names. */
export class Compiler {
  readonly #parts: CompilerParts

  constructor(parts: CompilerParts) {
    this.#parts = parts
  }

  /**
   * Entries in `broken` have a wrong shape, which is reported already. They are compiled as far as they go, so that what
   * else is wrong with them, and with what refers to them, is told at once.
   */
  async compile(model: CapabilityModel, broken: ReadonlySet<Entry<NodeEntry>>, findings: Findings): Promise<CompiledCapability> {
    const runtime: Runtime = { variables: {} }
    const targets = new Targets(incompleteNamespaces(model, broken, this.#parts.registry))
    const uses = new VariableUses(model)
    const management = managementOf(model)
    const { version } = model.document
    const scope: CompilationScope = {
      ...this.#parts,
      findings,
      names: namesOf(model),
      targets,
      runtime,
      ...(management === undefined ? {} : { management }),
      ...(version === undefined ? {} : { version }),
      sequential: this.#parts.sequential,
      pending: [],
      kept: [],
      uses: (variable, pointer, entry) => uses.add(variable, pointer, entry),
    }
    const consumers = await this.#consumers(model, scope, broken)
    addFunctions(model, targets, (entry) => linkTools(scope, entry))
    const exposers = await this.#exposers(model, scope, broken)
    const functions = targets.all().filter((target) => target.isFunction === true)
    await settled(scope.pending)
    const binders = await this.#binders(model, scope, uses.unbound)
    if (!lacksBinds(model)) for (const [variable, place] of uses.unbound) reportUnbound(variable, place, scope)
    return { model, binders, consumers, functions, exposers, kept: scope.kept, targets, runtime, uses: uses.byVariable }
  }

  async #consumers(
    model: CapabilityModel,
    scope: CompilationScope,
    broken: ReadonlySet<Entry<NodeEntry>>,
  ): Promise<readonly Compiled<ConsumerNode>[]> {
    const compiled: Compiled<ConsumerNode>[] = []
    for (const entry of model.consumes) {
      const plugin = this.#parts.registry.get('consumer', entry.value.type)
      if (plugin === undefined) continue
      const failed = broken.has(entry) ? ignore : reportFailure(entry, scope, plugin.name)
      const node = await attempt(() => plugin.compile(entry.value, compileContext(scope, entry)), failed)
      if (node === undefined) continue
      scope.targets.add(
        entry.value.namespace,
        node.operations.map((operation) => wrapped(operation, entry.value.namespace, scope.runtime)),
        node.relay === undefined ? undefined : withMiddleware(`${entry.value.namespace}.*`, scope.runtime, node.relay),
      )
      compiled.push({ ...nameOf(entry), node })
    }
    return compiled
  }

  async #exposers(
    model: CapabilityModel,
    scope: CompilationScope,
    broken: ReadonlySet<Entry<NodeEntry>>,
  ): Promise<readonly CompiledExposer[]> {
    return compileExposers(model.exposes, async (entry, siblings) => {
      const plugin = this.#parts.registry.get('exposer', entry.value.type)
      if (plugin === undefined) return undefined
      const context = compileContext(scope, entry, siblings)
      const failed = broken.has(entry) ? ignore : reportFailure(entry, scope, plugin.name)
      const node = await attempt(() => plugin.compile(entry.value, context), failed)
      // Over stdin and stdout there is nobody to ask but whoever started the process.
      const isAsked = node === undefined || node.endpoint.transport === 'http'
      const authentication = (entry.value as NodeEntry & JsonObject)['authentication'] as JsonObject | undefined
      const guard = compileGuard(isAsked ? authentication : undefined, context)
      return node === undefined ? undefined : { ...nameOf(entry), node, guard }
    })
  }

  async #binders(model: CapabilityModel, scope: CompilationScope, unbound: VariableUses['unbound']): Promise<readonly CompiledBinder[]> {
    const entries = [...implicitBinds(model, unbound), ...fromEnvironment(model), ...model.binds]
    const compiled: CompiledBinder[] = []
    for (const entry of entries) {
      const scheme = schemeOf(entry.value.location)
      const plugin = this.#parts.registry.get('binder', scheme)
      const variables = Object.keys(entry.value.keys)
      if (plugin === undefined) {
        reportNoBinder(entry, scheme, this.#parts.registry.types('binder'), scope)
        continue
      }
      const node = await attempt(() => plugin.compile(entry.value, compileContext(scope, entry)), reportFailure(entry, scope, plugin.name))
      if (node !== undefined) compiled.push({ namespace: entry.value.namespace, type: scheme, pointer: entry.pointer, node, variables })
    }
    return compiled
  }
}

function reportNoBinder(entry: Entry<BindsEntry>, scheme: string, known: readonly string[], scope: CompilationScope): void {
  const variables = Object.keys(entry.value.keys).join(', ')
  const problem: Problem = {
    severity: 'warning',
    code: 'NAFTIKO_NO_PLUGIN',
    message: `no plugin reads "${scheme}" locations, so ${variables} can only come from the environment`,
    hint: `this build knows ${known.join(', ')}`,
  }
  scope.findings.report(problem, `${entry.pointer}/location`, entry.document)
}

/** Waits until nothing is left to wait for: what is waited for may add to it. */
async function settled(pending: Promise<void>[]): Promise<void> {
  while (pending.length > 0) await Promise.all(pending.splice(0))
}

/** The document's other entries still get their say when one cannot be compiled. */
async function attempt<Node>(compile: () => MaybePromise<Node>, failed: (error: unknown) => void): Promise<Node | undefined> {
  try {
    return await compile()
  } catch (error) {
    failed(error)
    return undefined
  }
}

/** What a plugin makes of an entry of the wrong shape is nobody's fault but the entry's. */
function ignore(): void {}

/** A plugin that throws while compiling an entry of the right shape has a bug. */
function reportFailure(entry: Entry<unknown>, scope: CompilationScope, plugin: string): (error: unknown) => void {
  return (error) => {
    scope.log.error('a plugin failed while compiling', { plugin, error })
    const message = `${plugin} failed to compile this entry: ${error instanceof Error ? error.message : String(error)}`
    const hint = 'this is a bug of the plugin; report it there'
    scope.findings.report({ code: 'NAFTIKO_PLUGIN_FAILED', message, hint }, entry.pointer, entry.document)
  }
}

function wrapped(operation: Operation, namespace: string, owner: object): Operation {
  return { ...operation, invoke: withMiddleware(`${namespace}.${operation.name}`, owner, operation.invoke) }
}

function nameOf(entry: Entry<NodeEntry>): { namespace: string; type: string; pointer: string } {
  return { namespace: entry.value.namespace, type: entry.value.type, pointer: entry.pointer }
}

function schemeOf(location: string | undefined): string {
  return location === undefined ? 'env' : (/^([a-z][a-z\d+.-]*):/i.exec(location)?.[1] ?? 'file').toLowerCase()
}
