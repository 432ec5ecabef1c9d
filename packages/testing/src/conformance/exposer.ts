import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Host } from '@naftiko/core'
import { type ExposerPlugin, type JsonObject, UnavailableError } from '@naftiko/plugin-api'
import { type Bench, bench, bindsFor, type Later, now, type SampleEntry } from './bench.ts'
import type { Check } from './check.ts'
import { lifecycleChecks } from './lifecycle-checks.ts'
import { mount, type Mounted, type SampleRequest } from './mounted.ts'
import { assertOperations, assertOutcome } from './operation-shape.ts'
import { pluginChecks } from './plugin-checks.ts'
import { SAMPLE_CALL, sampleTarget, type SampleTarget, valueOutcome } from './sample-target.ts'
import { within } from './within.ts'

export interface ExposerSample {
  make(): ExposerPlugin
  /** An entry of `exposes`, without mistakes. What it exposes has `call: sample.call`: an operation that the suite provides. */
  readonly entry: Later<SampleEntry>
  readonly variables?: Readonly<Record<string, string>>
  /** The operation of the exposer that calls `sample.call`, and arguments for it. Absent for exposers that call nothing. */
  readonly call?: { readonly operation: string; readonly input?: JsonObject }
  /** For HTTP exposers: the request that does the same. */
  readonly request?: SampleRequest
}

/** Checks an exposer against the contract. What the sample leaves out is not checked. */
export function exposerConformance(sample: ExposerSample): readonly Check[] {
  const { variables = {}, call, request } = sample
  const setUp = (target: SampleTarget): Bench<ExposerPlugin> =>
    bench({
      make: () => sample.make(),
      others: [target.plugin],
      variables,
      document: async () => ({ consumes: [target.entry], exposes: [await now(sample.entry)], binds: bindsFor(variables) }),
    })
  const on = setUp(sampleTarget())
  return [
    ...pluginChecks('exposer', () => sample.make(), on),
    ...lifecycleChecks({ fresh: () => on.compile(), variables }),
    { title: 'says where it listens, and serves requests when that is HTTP', run: () => assertEndpoint(on) },
    ...(call === undefined ? [] : callChecks(setUp, sample, call)),
    ...(request === undefined ? [] : requestChecks(setUp, sample, request)),
  ]
}

function callChecks(setUp: SetUp, sample: ExposerSample, call: NonNullable<ExposerSample['call']>): readonly Check[] {
  const on = setUp(sampleTarget())
  return [
    { title: 'offers operations that callers can understand, with what they call', run: () => assertExposed(on, call.operation) },
    {
      title: `calls through "${call.operation}" in-process`,
      run: () => running(setUp, (host, target) => assertReached(host, target, sample, call)),
    },
  ]
}

async function assertEndpoint(on: Bench<ExposerPlugin>): Promise<void> {
  const { endpoint, handle } = await on.compile()
  assert.ok(typeof endpoint.transport === 'string' && endpoint.transport !== '', 'endpoint.transport should name a transport')
  if (endpoint.port !== undefined)
    assert.ok(Number.isInteger(endpoint.port) && endpoint.port >= 0 && endpoint.port < 65_536, 'endpoint.port')
  if (endpoint.path !== undefined) assert.match(endpoint.path, /^\//, 'endpoint.path should begin with a slash')
  if (endpoint.transport === 'http') assert.equal(typeof handle, 'function', 'an exposer for HTTP should have handle(request, response)')
}

async function assertExposed(on: Bench<ExposerPlugin>, name: string): Promise<void> {
  const { operations } = await on.compile()
  assertOperations(operations)
  const operation = operations.find((one) => one.name === name)
  assert.ok(operation !== undefined, `there is no operation "${name}"; there are ${operations.map((one) => one.name).join(', ')}`)
  assert.ok(operation.calls?.includes(SAMPLE_CALL), `calls of "${name}" should contain ${SAMPLE_CALL}`)
}

type SetUp = (target: SampleTarget) => Bench<ExposerPlugin>

/** Runs a check on a running host with a target of its own, and stops it whatever happens. */
async function running(setUp: SetUp, run: (host: Host, target: SampleTarget) => Promise<void>): Promise<void> {
  const target = sampleTarget()
  const host = await setUp(target).host()
  await host.start()
  try {
    await run(host, target)
  } finally {
    await within(host.stop({ graceMs: 0 }), 'the end of the host')
  }
}

async function assertReached(
  host: Host,
  target: SampleTarget,
  { entry }: ExposerSample,
  call: NonNullable<ExposerSample['call']>,
): Promise<void> {
  const { namespace } = await now(entry)
  await assertOutcome(await within(host.invoke(`${namespace}.${call.operation}`, call.input ?? {}), 'an answer'))
  assert.equal(target.invocations.length, 1, `${SAMPLE_CALL} should be called once`)
}

function requestChecks(setUp: SetUp, sample: ExposerSample, request: SampleRequest): readonly Check[] {
  const served = (run: (exposer: Mounted, target: SampleTarget) => Promise<void>) => (): Promise<void> =>
    running(setUp, async (host, target) => {
      const exposer = await mount(host, (await now(sample.entry)).namespace)
      try {
        await run(exposer, target)
      } finally {
        await exposer.close()
      }
    })
  return [
    { title: 'answers a request with the result of the call', run: served((exposer, target) => assertAnswered(exposer, target, request)) },
    {
      title: 'keeps requests apart that arrive at the same time',
      run: served((exposer, target) => assertKeptApart(exposer, target, request)),
    },
    {
      title: 'answers when the call fails, with the message and without its cause',
      run: served((exposer, target) => assertFailure(exposer, target, request)),
    },
    {
      title: 'answers when the call fails in an unforeseen way, and shows nothing of it',
      run: served((exposer, target) => assertBug(exposer, target, request)),
    },
    { title: 'ends the call when its client goes away', run: served((exposer, target) => assertEnded(exposer, target, request)) },
  ]
}

async function assertAnswered(exposer: Mounted, target: SampleTarget, request: SampleRequest): Promise<void> {
  target.answer(async () => valueOutcome({ said: 'the-answer-of-the-call' }))
  const { status, text } = await within(exposer.send(request), 'an answer')
  assert.ok(status < 400, `the answer has status ${status}: ${text}`)
  assert.ok(text.includes('the-answer-of-the-call'), `the answer should contain the result of the call: ${text}`)
  assert.equal(target.invocations.length, 1, `${SAMPLE_CALL} should be called once`)
}

async function assertKeptApart(exposer: Mounted, target: SampleTarget, request: SampleRequest): Promise<void> {
  const marks = ['answer-to-the-first', 'answer-to-the-second', 'answer-to-the-third']
  target.answer(async () => valueOutcome({ said: marks[target.invocations.length - 1] ?? 'too many calls' }))
  const answers = await within(Promise.all(marks.map(() => exposer.send(request))), 'all answers')
  const found = answers.map(({ text }) => marks.filter((mark) => text.includes(mark)).join(' and '))
  assert.deepEqual(found.toSorted(), marks, 'each request should get the result of its own call')
}

async function assertFailure(exposer: Mounted, target: SampleTarget, request: SampleRequest): Promise<void> {
  const cause = new Error('an-inner-secret')
  target.answer(() => Promise.reject(new UnavailableError('NAFTIKO_UPSTREAM_UNREACHABLE', 'nobody is at home', { cause })))
  const { text } = await within(exposer.send(request), 'an answer')
  assert.ok(text.includes('nobody is at home'), `the answer should say what went wrong: ${text}`)
  assert.ok(!text.includes('an-inner-secret'), `the answer shows the cause of the error: ${text}`)
}

async function assertBug(exposer: Mounted, target: SampleTarget, request: SampleRequest): Promise<void> {
  target.answer(() => Promise.reject(new Error('an-inner-secret')))
  const { text } = await within(exposer.send(request), 'an answer')
  assert.ok(!text.includes('an-inner-secret'), `the answer shows the error of a plugin: ${text}`)
}

async function assertEnded(exposer: Mounted, target: SampleTarget, request: SampleRequest): Promise<void> {
  target.answer(({ signal }) => once(signal, 'abort').then(() => Promise.reject(new Error('the caller has gone'))))
  const client = new AbortController()
  const arrived = target.next()
  const answer = exposer.send(request, client.signal).catch(() => {})
  const { signal } = await within(arrived, `the arrival of the request at ${SAMPLE_CALL}`)
  client.abort()
  if (!signal.aborted) await within(once(signal, 'abort'), 'the abort of the call')
  await answer
}
