import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import { inspect } from 'node:util'
import { type ConsumerNode, type ConsumerPlugin, UpstreamError } from '@naftiko/plugin-api'
import { type Bench, bench, bindsFor, type Later, now, overdue, type SampleEntry, startContext, stopContext } from './bench.ts'
import type { Check } from './check.ts'
import { lifecycleChecks } from './lifecycle-checks.ts'
import { assertOperations, assertOutcome, failureOf, invoke, type SampleCall } from './operation-shape.ts'
import { pluginChecks } from './plugin-checks.ts'
import { within } from './within.ts'

/** A call that does not end by itself. */
export interface PendingCall extends SampleCall {
  /** Resolves when the call has reached its upstream, so that it is cancelled on its way and not before. */
  reached?(): Promise<unknown>
}

export interface ConsumerSample {
  make(): ConsumerPlugin
  /** An entry of `consumes`, without mistakes. A function when it names a server that is not up yet. */
  readonly entry: Later<SampleEntry>
  /** Values of the variables that the entry uses. */
  readonly variables?: Readonly<Record<string, string>>
  /** A call that succeeds. */
  readonly call: SampleCall
  /** A call that the upstream refuses. */
  readonly failing?: SampleCall
  /** A call that the upstream never answers. */
  readonly pending?: PendingCall
}

/** Checks a consumer against the contract. What the sample leaves out is not checked. */
export function consumerConformance(sample: ConsumerSample): readonly Check[] {
  const { variables = {}, call, failing, pending } = sample
  const on = bench({
    make: () => sample.make(),
    variables,
    document: async () => ({ consumes: [await now(sample.entry)], binds: bindsFor(variables) }),
  })
  const started = startedNodes(on, variables)
  return [
    ...pluginChecks('consumer', () => sample.make(), on),
    ...lifecycleChecks({ fresh: () => on.compile(), variables }),
    { title: 'offers operations that callers can understand', run: async () => assertOperations((await on.compile()).operations) },
    {
      title: `answers "${call.operation}" with an outcome`,
      run: started(async (node) => assertOutcome(await invoke(node.operations, call))),
    },
    {
      title: 'answers calls that are made at the same time',
      run: started(async (node) => {
        const outcomes = await Promise.all([call, call, call].map((one) => invoke(node.operations, one)))
        for (const outcome of outcomes) await assertOutcome(outcome)
      }),
    },
    {
      title: 'goes on answering when the caller of an earlier call has gone',
      run: started(async (node) => {
        const caller = new AbortController()
        await assertOutcome(await invoke(node.operations, call, caller.signal))
        caller.abort()
        await turn()
        await assertOutcome(await invoke(node.operations, call))
      }),
    },
    {
      title: 'goes on answering when another node of the same entry has stopped',
      run: started((node) => assertApart(node, on, variables, call)),
    },
    ...(call.payload === undefined ? [{ title: 'can be called by name in a host', run: () => assertHosted(on, sample) }] : []),
    ...(failing === undefined ? [] : failingChecks(failing, variables, started)),
    ...(pending === undefined ? [] : pendingChecks(pending, started)),
  ]
}

type Started = (run: (node: ConsumerNode) => Promise<void>) => () => Promise<void>

/** Runs a check on a node that was started, and stops it whatever happens. */
function startedNodes(on: Bench<ConsumerPlugin>, variables: Readonly<Record<string, string>>): Started {
  return (run) => async () => {
    const node = await on.compile()
    await node.start?.(startContext(variables))
    try {
      await run(node)
    } finally {
      await within(Promise.resolve(node.stop?.(stopContext())), 'the end of stop()')
    }
  }
}

function failingChecks(failing: SampleCall, variables: Readonly<Record<string, string>>, started: Started): readonly Check[] {
  return [
    {
      title: 'fails with an InvocationError that says whose fault it is',
      run: started(async (node) => {
        const error = await failureOf(invoke(node.operations, failing), `"${failing.operation}"`)
        assert.ok(['caller', 'upstream', 'engine', 'cancelled'].includes(error.fault), `fault is ${error.fault}`)
        assert.ok(error.status >= 300 && error.status < 600, `status ${error.status} does not say that something failed`)
        if (UpstreamError.is(error)) assert.ok(error.body instanceof Uint8Array, 'the body of an UpstreamError should be bytes')
      }),
    },
    {
      title: 'shows no variable in its errors',
      run: started(async (node) => {
        const error = await failureOf(invoke(node.operations, failing), `"${failing.operation}"`)
        const shown = inspect(error, { depth: 20 }) + JSON.stringify(error)
        const secrets = Object.entries(variables).filter(([, value]) => value !== '' && shown.includes(value))
        assert.deepEqual(
          secrets.map(([name]) => name),
          [],
          'the values of these variables can be read in the error',
        )
      }),
    },
  ]
}

function pendingChecks(pending: PendingCall, started: Started): readonly Check[] {
  const what = `"${pending.operation}"`
  return [
    {
      title: 'ends a call whose caller goes away',
      run: started(async (node) => {
        const caller = new AbortController()
        const failure = failureOf(invoke(node.operations, pending, caller.signal), what)
        await underWay(pending)
        caller.abort()
        assert.equal((await failure).fault, 'cancelled', 'fault')
      }),
    },
    {
      title: 'refuses a call whose caller has already gone',
      run: started(async (node) => {
        assert.equal((await failureOf(invoke(node.operations, pending, AbortSignal.abort()), what)).fault, 'cancelled', 'fault')
      }),
    },
    {
      title: 'gives up draining when the time is over, and ends what is in flight when it stops',
      run: started(async (node) => {
        const failure = failureOf(invoke(node.operations, pending), what)
        await underWay(pending)
        await within(Promise.resolve(node.drain?.(overdue())), 'the end of drain()')
        await within(Promise.resolve(node.stop?.(overdue())), 'the end of stop()')
        await failure
      }),
    },
  ]
}

async function underWay(pending: PendingCall): Promise<void> {
  await (pending.reached === undefined ? turn() : within(pending.reached(), `the arrival of "${pending.operation}" at its upstream`))
}

async function assertApart(
  node: ConsumerNode,
  on: Bench<ConsumerPlugin>,
  variables: Readonly<Record<string, string>>,
  call: SampleCall,
): Promise<void> {
  const other = await on.compile()
  await other.start?.(startContext(variables))
  await other.stop?.(stopContext())
  await assertOutcome(await invoke(node.operations, call))
}

async function assertHosted(on: Bench<ConsumerPlugin>, { entry, call }: ConsumerSample): Promise<void> {
  const host = await on.host()
  await host.start()
  try {
    await assertOutcome(await host.invoke(`${(await now(entry)).namespace}.${call.operation}`, call.input))
  } finally {
    await host.stop({ graceMs: 0 })
  }
}
