import {
  CancelledError,
  InvocationError,
  type JsonObject,
  type Lifecycle,
  type Logger,
  type Outcome,
  StartError,
} from '@naftiko/plugin-api'
import type { LoadedCapability } from '../capability.ts'
import type { CompiledCapability } from '../compile/compiled.ts'
import { LogTap } from '../observe/log-tap.ts'
import { Redactor, redactingLogger } from '../observe/redact.ts'
import { continueTrace } from '../observe/trace.ts'
import type { Host, HostOptions, HostStartOptions, HostState, InvokeOptions, Limits, RequestHandler, RunningEndpoint } from '../public.ts'
import { shared } from '../shared-signal.ts'
import { giveBackMemory } from './give-back.ts'
import { answerProblem } from './http/answer.ts'
import type { Listener } from './http/listener.ts'
import { type Door, doorOf, Listening } from './listening.ts'
import { InFlight } from './in-flight.ts'
import { Invocables, settle, whenRead } from './invoke.ts'
import { checkMounts, checkNames, checkPorts } from './options.ts'
import { drainTiers, startInOrder, stopAll } from './order.ts'
import { canWait, OnDemand, standIns } from './on-demand.ts'
import { makeRunning, openFronts, type PresentCapability, type RunningCapability, type StartPieces, startables } from './running.ts'
import { StateMachine } from './state.ts'
import { resolveVariables } from './variables.ts'
import { viewOf } from './view/view.ts'

const DEFAULT_GRACE_MS = 10_000
/** More capabilities than these wait behind a gateway until they are asked, and leave much behind when they were loaded. */
const MOST_PRESENT = 100

/** Runs capabilities: the public `Host`. */
export class CapabilityHost implements Host {
  readonly capabilities: readonly LoadedCapability[]
  readonly closed: Promise<void>
  readonly #options: HostOptions
  readonly #limits: Limits
  readonly #redactor = new Redactor()
  readonly #tap = new LogTap()
  readonly #log: Logger
  readonly #state = new StateMachine()
  readonly #invocations = new InFlight()
  readonly #controllers = new Set<AbortController>()
  #running: readonly RunningCapability[] = []
  #listeners: readonly Listener[] = []
  #doors: readonly Door[] = []
  #endpoints: readonly RunningEndpoint[] = []
  #missing: Record<string, readonly string[]> = {}
  #invocables = new Invocables([])
  #stopping: Promise<void> | undefined
  #settleClosed!: { resolve: () => void; reject: (error: unknown) => void }

  constructor(capabilities: readonly LoadedCapability[], options: HostOptions, limits: Limits, log: Logger) {
    checkNames(capabilities, options)
    checkPorts(capabilities, options)
    checkMounts(capabilities, options)
    this.capabilities = capabilities
    this.#options = options
    this.#limits = limits
    this.#log = redactingLogger(this.#tap.around(options.log ?? log), this.#redactor)
    this.closed = new Promise((resolve, reject) => {
      this.#settleClosed = { resolve, reject }
    })
    // Whoever does not look at `closed` must not die of an unhandled rejection.
    this.closed.catch(() => {})
  }

  get state(): HostState {
    return this.#state.state
  }

  get endpoints(): readonly RunningEndpoint[] {
    return this.#endpoints
  }

  get missingVariables(): Readonly<Record<string, readonly string[]>> {
    return this.#missing
  }

  async start(options: HostStartOptions = {}): Promise<void> {
    if (!this.#state.to('starting'))
      throw new StartError(
        'NAFTIKO_HOST_STATE',
        'host',
        `a host that is ${this.state} cannot be started; make a new one with engine.host(…)`,
      )
    try {
      await this.#start(options)
      options.signal?.throwIfAborted()
    } catch (error) {
      this.#state.to('failed')
      await this.stop({ graceMs: 0 })
      throw error
    }
    if (!this.#state.to('running')) throw new StartError('NAFTIKO_HOST_STATE', 'host', 'the host was stopped while it was starting')
  }

  async invoke(operation: string, input: JsonObject = {}, options: InvokeOptions = {}): Promise<Outcome> {
    if (this.state !== 'running')
      throw new InvocationError('engine', 503, 'NAFTIKO_NOT_RUNNING', `the host is ${this.state}; operations can be invoked while it runs`)
    options.signal?.throwIfAborted()
    const invoke = this.#invocables.find(operation, options.capability)
    const controller = new AbortController()
    const abort = (): void => controller.abort(options.signal?.reason)
    if (options.signal !== undefined) shared(options.signal).addEventListener('abort', abort, { once: true })
    this.#controllers.add(controller)
    const leave = this.#invocations.enter()
    const done = (): void => {
      options.signal?.removeEventListener('abort', abort)
      this.#controllers.delete(controller)
      leave()
    }
    try {
      const { signal } = controller
      const outcome = await invoke({ operation, input, signal, trace: continueTrace(options.traceparent) })
      return whenRead(await settle(outcome, this.#limits.collectBytes, signal), done)
    } catch (error) {
      done()
      throw error
    }
  }

  handler(namespace: string): RequestHandler {
    const exists = this.capabilities.some((capability) =>
      capability.exposed.some((entry) => entry.namespace === namespace && entry.endpoint.transport === 'http'),
    )
    if (!exists) throw new StartError('NAFTIKO_OPTION_UNKNOWN', namespace, `no HTTP exposer is called "${namespace}"`)
    return (request, response) => {
      for (const { fronts, compiled } of this.#running) {
        const front = fronts.find((one, index) => one !== undefined && compiled.exposers[index]!.namespace === namespace)
        if (front !== undefined) return front.handle(request, response)
      }
      const detail = `the host is ${this.state}; start it before requests arrive`
      return answerProblem(response, { status: 503, detail, code: 'NAFTIKO_NOT_RUNNING' }, continueTrace().traceparent)
    }
  }

  stop(options: { readonly graceMs?: number } = {}): Promise<void> {
    this.#stopping ??= this.#stop(options.graceMs ?? this.#options.graceMs ?? DEFAULT_GRACE_MS)
    return this.#stopping
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  async #start({ signal = new AbortController().signal, follows, beforeServing }: HostStartOptions): Promise<void> {
    const before = follows === undefined ? undefined : hostOf(follows)
    const expose = this.#options.expose !== false
    const pieces: StartPieces = {
      baseUris: this.#options.baseUris ?? {},
      log: this.#log,
      signal,
      fail: (error) => this.#fail(error),
      view: (one) => viewOf(one, { facts: this, redactor: this.#redactor, tap: this.#tap, instance: this.#options.instance }),
    }
    const present: PresentCapability[] = []
    const running: RunningCapability[] = []
    this.#running = running
    for (const capability of this.capabilities) {
      const made = await this.#make(capability)
      await this.#readVariables(made, signal)
      const waits = this.#waits && canWait(made.compiled)
      if (!waits) present.push(made)
      running.push(waits ? await this.#putOff(made, pieces) : made)
    }
    await startInOrder(present.flatMap((one) => startables(one, pieces, expose)))
    this.#invocables = new Invocables(running)
    this.#doors = this.#openDoors()
    const listening = new Listening(this.#options, this.#log, before?.state === 'running' ? before.#listeners : [])
    this.#listeners = listening.listeners
    this.#endpoints = expose ? await listening.open(this.#doors) : this.#doors.map((door) => door.endpoint)
    await beforeServing?.()
    listening.takeOver()
    if (before !== undefined) {
      before.#listeners = before.#listeners.filter((listener) => !this.#listeners.includes(listener))
      if (before.state === 'running') this.#goOnWith(before)
    }
    if (this.capabilities.length > MOST_PRESENT) await giveBackMemory()
  }

  /** Responses that stay open for good stay so where an exposer of the same kind answers at the same address. */
  #goOnWith(before: CapabilityHost): void {
    const fronts = new Map(before.#endpoints.map((endpoint, index) => [placeOf(endpoint), before.#doors[index]!.front]))
    for (const [index, { front }] of this.#doors.entries()) {
      const old = fronts.get(placeOf(this.#endpoints[index]!))
      if (front !== undefined && old !== undefined) front.follow(old)
    }
  }

  async #make(capability: LoadedCapability): Promise<PresentCapability> {
    const compiled = await capability.instantiate()
    compiled.runtime.log = this.#log.child({ capability: capability.name })
    return makeRunning(capability, compiled, this.#log, this.#options.logRequests === true)
  }

  get #waits(): boolean {
    const { gateway, expose, onDemand } = this.#options
    return gateway !== undefined && expose !== false && (onDemand ?? this.capabilities.length > MOST_PRESENT)
  }

  /** Starts and stops its nodes, which says whether they can be started, and lets go of them until they are needed. */
  async #putOff(present: PresentCapability, pieces: StartPieces): Promise<RunningCapability> {
    const { capability, compiled } = present
    const nodes = startables(present, pieces, true)
    await startInOrder(nodes)
    await stopAll(nodes.map(({ node }) => node).toReversed(), { signal: AbortSignal.abort() })
    const { variables } = compiled.runtime
    const onDemand = new OnDemand(compiled, this.#log.child({ capability: capability.name }), async () => {
      const made = await this.#make(capability)
      made.compiled.runtime.variables = variables
      await startInOrder(startables(made, pieces, true))
      return made
    })
    const others = standIns(compiled, onDemand, ({ namespace, guard }) =>
      guard.arm(variables, { log: this.#log.child({ capability: capability.name, exposer: namespace }) }),
    )
    capability.pack()
    return { ...makeRunning(capability, others, this.#log, this.#options.logRequests === true), onDemand }
  }

  async #readVariables({ capability, compiled }: PresentCapability, signal: AbortSignal): Promise<void> {
    const { values, missing } = await resolveVariables(compiled, this.#options.variables ?? {}, signal, this.#log)
    compiled.runtime.variables = values
    this.#redactor.learn(Object.values(values))
    this.#missing = { ...this.#missing, [capability.name]: missing }
    for (const variable of missing) {
      const users = [...(compiled.uses.get(variable) ?? [])].filter((user) => !isDoorOf(user, variable, compiled))
      if (users.length > 0)
        this.#log.warn(`${variable} is not set: calls to ${users.join(', ')} go out without it`, {
          code: 'NAFTIKO_VARIABLE_MISSING',
          capability: capability.name,
        })
    }
  }

  /** Every exposer. Those whose own credentials have no value stay closed, which is no reason to fail their neighbours. */
  #openDoors(): readonly Door[] {
    return this.#running.flatMap((running) => {
      const { capability } = running
      const closed = openFronts(running, this.#log)
      return capability.exposed.flatMap(({ namespace }, index) => {
        if (this.#options.only?.includes(namespace) === false) return []
        const closure = closed[index]
        if (closure !== undefined) {
          const message = `"${namespace}" is closed and answers every request with 503: ${closure.reason}`
          this.#log.error(message, { code: closure.code, capability: capability.name })
        }
        return [doorOf(running, index, closure)]
      })
    })
  }

  #fail(error: unknown): void {
    if (this.state !== 'running' && this.state !== 'starting') return
    this.#log.error('a node failed for good, and the host stops', { error })
    this.#state.to('failed')
    this.#settleClosed.reject(error)
    void this.stop()
  }

  async #stop(graceMs: number): Promise<void> {
    if (this.#state.to('stopped')) return this.#settleClosed.resolve()
    this.#state.to('draining')
    const deadline = new AbortController()
    const timer = setTimeout(() => deadline.abort(), graceMs)
    const context = { signal: shared(deadline.signal) }
    const fronts = this.#running.flatMap((running) => running.fronts.filter((front) => front !== undefined))
    const exposers = this.#running.flatMap((running) => running.compiled.exposers.map((exposer) => exposer.node))
    const consumers = this.#running.flatMap(({ compiled }) => [...compiled.kept, ...compiled.consumers].map(({ node }) => node))
    const invocations: Lifecycle = { drain: ({ signal }) => this.#invocations.idle(signal) }
    const failures = [...(await drainTiers([this.#listeners, [...fronts, ...exposers, invocations], consumers], context))]
    clearTimeout(timer)
    for (const controller of this.#controllers) controller.abort(new CancelledError('the host stopped'))
    failures.push(...(await stopAll([...fronts, ...this.#listeners, ...exposers, ...consumers], context)))
    for (const failure of failures) this.#log.error('a node failed to stop', { error: failure })
    this.#state.to('stopped')
    this.#settleClosed.resolve()
  }
}

function hostOf(host: Host): CapabilityHost {
  if (host instanceof CapabilityHost) return host
  throw new StartError('NAFTIKO_HOST_STATE', 'host', 'a host can follow one that was made by engine.host() of the same package')
}

/** What clients know of an exposer. One without a port of its own is mounted by its name. */
function placeOf({ type, namespace, url = namespace }: RunningEndpoint): string {
  return `${type} ${url}`
}

/** A door whose credential has no value stays closed, which is told there: no call goes out without it. */
function isDoorOf(namespace: string, variable: string, { consumers, exposers }: CompiledCapability): boolean {
  const isDoor = exposers.some((exposer) => exposer.namespace === namespace && exposer.guard.variables.includes(variable))
  return isDoor && !consumers.some((consumer) => consumer.namespace === namespace)
}
