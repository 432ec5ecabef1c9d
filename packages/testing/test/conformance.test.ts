import { createServer } from 'node:http'
import { CancelledError, type Decoder, type Operation, type Outcome } from '@naftiko/plugin-api'
import { afterEach, describe, expect, it } from 'vitest'
import {
  binderConformance,
  type BinderSample,
  type Check,
  consumerConformance,
  type ConsumerSample,
  exposerConformance,
  type ExposerSample,
  formatConformance,
  type FormatSample,
} from '../src/index.ts'
import { rightBinder, rightConsumer, rightExposer, rightFormat } from './sample-plugins.ts'

const consumer = (make: ConsumerSample['make'] = rightConsumer): readonly Check[] =>
  consumerConformance({
    make,
    entry: async () => ({ type: 'right', namespace: 'api', list: [{ name: 'a' }] }),
    variables: { TOKEN: 'very-secret' },
    call: { operation: 'give' },
    failing: { operation: 'fail' },
    pending: { operation: 'wait' },
  })

const exposer = (make: ExposerSample['make'] = rightExposer): readonly Check[] =>
  exposerConformance({
    make,
    entry: { type: 'door', namespace: 'front', call: 'sample.call' },
    call: { operation: 'enter' },
    request: { path: '/' },
  })

const binder = (make: BinderSample['make'] = () => rightBinder({ a: '1' })): readonly Check[] =>
  binderConformance({ make, entry: { namespace: 'values', location: 'plain:///', keys: { A: 'a' } }, expected: { A: '1' } })

const format = (make: FormatSample['make'] = rightFormat): readonly Check[] =>
  formatConformance({
    make,
    schema: 'words.txt',
    files: { 'words.txt': 'yes no' },
    bytes: new TextEncoder().encode('no'),
    expected: { index: 1 },
    broken: new TextEncoder().encode('perhaps'),
  })

const cleanUp: (() => void)[] = []
afterEach(() => {
  for (const one of cleanUp.splice(0)) one()
})

describe.each([
  ['consumer', consumer()],
  ['exposer', exposer()],
  ['binder', binder()],
  ['format', format()],
])('a %s that keeps the contract', (_, checks) => {
  it.each(checks)('$title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined()
  })
})

/** Titles of the checks that fail. */
async function failing(checks: readonly Check[]): Promise<readonly string[]> {
  const titles: string[] = []
  for (const check of checks) await check.run().catch(() => titles.push(check.title))
  return titles
}

const answering = (outcome: unknown): ConsumerSample['make'] => {
  return () =>
    rightConsumer((node) => ({
      ...node,
      operations: node.operations.map((one) => (one.name === 'give' ? { ...one, invoke: async () => outcome as Outcome } : one)),
    }))
}

const failingWith = (error: Error): ConsumerSample['make'] => {
  return () =>
    rightConsumer((node) => ({
      ...node,
      operations: node.operations.map((one) => (one.name === 'fail' ? { ...one, invoke: () => Promise.reject(error) } : one)),
    }))
}

describe('a consumer that breaks the contract fails the check that says so', () => {
  it.each<[string, ConsumerSample['make'], string]>([
    [
      'was written for another version',
      () => ({ ...rightConsumer(), apiVersion: 2 as 1 }),
      'says what it is: kind, type, name and the version of the contract',
    ],
    ['has a schema with an unknown type', () => ({ ...rightConsumer(), schema: { type: 'text' } }), 'has a schema that is a JSON Schema'],
    [
      'refuses its own sample',
      () => ({ ...rightConsumer(), schema: { type: 'object', required: ['missing'] } }),
      'validates and compiles the sample entry without an error',
    ],
    [
      'starts a timer while compiling',
      () => rightConsumer((node) => (setTimeout(() => {}, 1).unref(), node)),
      'compiles without a socket, a timer, a process or the environment',
    ],
    [
      'reads the environment while compiling',
      () => rightConsumer((node) => ({ ...node, ...(process.env['HOME'] === undefined ? {} : {}) })),
      'compiles without a socket, a timer, a process or the environment',
    ],
    [
      'opens a socket while compiling',
      () => rightConsumer((node) => (cleanUp.push(listen()), node)),
      'compiles without a socket, a timer, a process or the environment',
    ],
    [
      'changes its entry',
      () => rightConsumer((node, entry) => ((entry['list'] as unknown[]).push({}), node)),
      'compiles without changing its entry',
    ],
    ['shares a node between hosts', () => rightConsumer(() => shared), 'compiles the same entry again into a node of its own'],
    [
      'cannot be stopped without a start',
      () => rightConsumer((node) => ({ ...node, stop: () => Promise.reject(new Error('not started')) })),
      'stops without having been started',
    ],
    [
      'leaves timers running',
      () =>
        rightConsumer((node) => ({
          ...node,
          start: async () => {
            const timer = setInterval(() => {}, 60_000)
            cleanUp.push(() => clearInterval(timer))
          },
        })),
      'leaves nothing open after it was stopped',
    ],
    [
      'has two operations of one name',
      () => rightConsumer((node) => ({ ...node, operations: [...node.operations, node.operations[0]!] })),
      'offers operations that callers can understand',
    ],
    [
      'ends with the connection of a caller that has its answer',
      () =>
        rightConsumer((node) => {
          const gone = new AbortController()
          const breaking = (one: Operation): Operation => ({
            ...one,
            invoke: async (invocation) => {
              invocation.signal.addEventListener('abort', () => gone.abort())
              if (gone.signal.aborted) throw new CancelledError()
              return one.invoke(invocation)
            },
          })
          return { ...node, operations: node.operations.map(breaking) }
        }),
      'goes on answering when the caller of an earlier call has gone',
    ],
    ['answers with a bare value', answering(1), 'answers "give" with an outcome'],
    ['answers with a failure', answering({ kind: 'value', value: 1, metadata: { status: 500 } }), 'answers "give" with an outcome'],
    [
      'passes cookies on',
      answering({ kind: 'value', value: 1, metadata: { headers: { 'set-cookie': 'a=1' } } }),
      'answers "give" with an outcome',
    ],
    [
      'answers with something that is not JSON',
      answering({ kind: 'value', value: new Date(0), metadata: {} }),
      'answers "give" with an outcome',
    ],
    ['rejects with any error', failingWith(new Error('no')), 'fails with an InvocationError that says whose fault it is'],
    [
      'shows its credential',
      failingWith(Object.assign(new Error('no'), { request: { token: 'very-secret' } })),
      'shows no variable in its errors',
    ],
    [
      'ignores that its caller has gone',
      () =>
        rightConsumer((node) => ({ ...node, operations: node.operations.map((one) => ({ ...one, invoke: node.operations[1]!.invoke })) })),
      'ends a call whose caller goes away',
    ],
  ])('one that %s', async (_, make, title) => {
    expect(await failing(consumer(make).filter((check) => check.title === title))).toEqual([title])
  })
})

const shared = { operations: [] }

function listen(): () => void {
  const server = createServer().listen(0, '127.0.0.1')
  return () => server.close()
}

describe('an exposer that breaks the contract fails the check that says so', () => {
  it.each<[string, ExposerSample['make'], string]>([
    [
      'has no handler',
      () => rightExposer(({ endpoint, operations }) => ({ endpoint, operations })),
      'says where it listens, and serves requests when that is HTTP',
    ],
    [
      'does not say what it calls',
      () => rightExposer((node) => ({ ...node, operations: node.operations.map(({ name, input, invoke }) => ({ name, input, invoke })) })),
      'offers operations that callers can understand, with what they call',
    ],
    [
      'shows a cause',
      () => rightExposer((node) => ({ ...node, handle: (_, response) => void response.end('nobody is at home: an-inner-secret') })),
      'answers when the call fails, with the message and without its cause',
    ],
    [
      'answers without calling',
      () => rightExposer((node) => ({ ...node, handle: (_, response) => void response.end('the-answer-of-the-call') })),
      'answers a request with the result of the call',
    ],
  ])('one that %s', async (_, make, title) => {
    expect(await failing(exposer(make).filter((check) => check.title === title))).toEqual([title])
  })
})

describe('a binder that breaks the contract fails the check that says so', () => {
  it.each<[string, BinderSample['make'], readonly string[]]>([
    [
      'throws for what is not set',
      () => rightBinder({ a: '1' }, () => ({ resolve: () => Promise.reject(new Error('not set')) })),
      [
        'gives the values, and leaves out what is not set',
        'gives values that are texts',
        'can be asked again',
        'does not stop a host for what is not set; the host names it',
      ],
    ],
    [
      'gives numbers',
      () => rightBinder({ a: 1 as unknown as string }),
      ['gives the values, and leaves out what is not set', 'gives values that are texts'],
    ],
  ])('one that %s', async (_, make, titles) => {
    expect(await failing(binder(make))).toEqual(titles)
  })
})

describe('a format that breaks the contract fails the check that says so', () => {
  const decoding = (decode: (bytes: Uint8Array) => unknown): FormatSample['make'] => {
    return () => ({ ...rightFormat(), compile: () => decode as Decoder })
  }

  it.each<[string, FormatSample['make'], string]>([
    [
      'was written for another version',
      () => ({ ...rightFormat(), apiVersion: 2 as 1 }),
      'says what it is: kind, type, name and the version of the contract',
    ],
    [
      'starts a timer while compiling',
      () => ({
        ...rightFormat(),
        compile: (options, context) => (setTimeout(() => {}, 1).unref(), rightFormat().compile(options, context)),
      }),
      'compiles without a socket, a timer, a process or the environment',
    ],
    ['reads a file that is not there', () => rightFormat('other.txt'), 'decodes the sample'],
    ['decodes into something else', decoding(() => ({ index: 2 })), 'decodes the sample'],
    ['gives instances of classes', decoding(() => new Date(0)), 'gives nothing but JSON'],
    [
      'changes the bytes',
      decoding((bytes) => (bytes.fill(0), { index: 1 })),
      'decodes without changing the bytes, again and at the same time',
    ],
    [
      'reads the memory around its bytes',
      decoding((bytes) => ({ index: new TextDecoder().decode(bytes.buffer as ArrayBuffer) === 'no' ? 1 : 0 })),
      'reads only the bytes that it is given, wherever they lie in memory',
    ],
    ['takes anything', decoding(() => ({ index: 1 })), 'rejects broken bytes with an error that says what is wrong'],
  ])('one that %s', async (_, make, title) => {
    expect(await failing(format(make).filter((check) => check.title === title))).toEqual([title])
  })
})
