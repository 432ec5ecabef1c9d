import { API_VERSION, type ConsumerPlugin, type Invocation, type Invoke, type JsonValue, type Outcome } from '@naftiko/plugin-api'
import { type Deferred, deferred } from '../upstream/deferred.ts'

/** What entries of tested exposers call: an operation that answers as the check at hand wants. */
export const SAMPLE_CALL = 'sample.call'

/** The consumed side of an exposer's document: one operation, in memory, that takes an optional `text` and any JSON body. */
export interface SampleTarget {
  readonly plugin: ConsumerPlugin
  readonly entry: { readonly type: string; readonly namespace: string }
  /** Resolves to the next invocation. */
  next(): Promise<Invocation>
  /** Answers like this from now on. */
  answer(invoke: Invoke): void
  readonly invocations: readonly Invocation[]
}

export function sampleTarget(): SampleTarget {
  const invocations: Invocation[] = []
  const waiting: Deferred<Invocation>[] = []
  let answer: Invoke = async ({ input }) => valueOutcome({ text: input['text'] ?? 'nothing was said' })
  const invoke: Invoke = (invocation) => {
    invocations.push(invocation)
    for (const one of waiting.splice(0)) one.resolve(invocation)
    return answer(invocation)
  }
  return {
    plugin: consumerOf(invoke),
    entry: { type: 'conformance-sample', namespace: 'sample' },
    invocations,
    next: () => {
      const one = deferred<Invocation>()
      waiting.push(one)
      return one.promise
    },
    answer: (next) => {
      answer = next
    },
  }
}

export function valueOutcome(value: JsonValue): Outcome {
  return { kind: 'value', value, metadata: { status: 200 } }
}

function consumerOf(invoke: Invoke): ConsumerPlugin {
  return {
    kind: 'consumer',
    type: 'conformance-sample',
    name: '@naftiko/testing',
    apiVersion: API_VERSION,
    schema: { type: 'object' },
    compile: () => ({
      operations: [
        {
          name: 'call',
          description: 'Whatever the check wants.',
          input: {
            parameters: [{ name: 'text', required: false, schema: { type: 'string', description: 'Anything.' }, in: 'query' }],
            payload: 'json',
          },
          invoke,
        },
      ],
    }),
  }
}
