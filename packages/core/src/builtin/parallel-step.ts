import {
  API_VERSION,
  CancelledError,
  type JsonObject,
  type JsonValue,
  partSchema,
  pointerTo,
  type StepEntry,
  type StepPlugin,
} from '@naftiko/plugin-api'
import { allOrCause } from '../compile/flow/settled.ts'
import { shared } from '../shared-signal.ts'

interface ParallelEntry extends StepEntry {
  readonly branches: Readonly<Record<string, readonly JsonObject[]>>
}

/** Branches that run side by side. The result has the result of each under its name; the first failure stops the others. */
export function parallelStep(): StepPlugin<ParallelEntry> {
  return {
    kind: 'step',
    type: 'parallel',
    name: '@naftiko/core',
    apiVersion: API_VERSION,
    description: 'Branches that run side by side (extension)',
    schema: {
      required: ['branches'],
      properties: {
        branches: {
          type: 'object',
          minProperties: 1,
          additionalProperties: { type: 'array', minItems: 1, items: partSchema('step') },
          description: 'Name of each branch and its steps.',
        },
      },
    },
    compile: (step, context) => {
      const branches = Object.entries(step.branches).map(
        ([name, steps]) => [name, context.group(steps, pointerTo('/branches', name))] as const,
      )
      return {
        safe: branches.every(([, { safe }]) => safe === true),
        targets: branches.flatMap(([, { targets = [] }]) => targets),
        parameters: branches.flatMap(([, { parameters = [] }]) => parameters),
        selfContained: true,
        run: async (values) => {
          const stop = new AbortController()
          const signal = shared(AbortSignal.any([values.signal, stop.signal]))
          const running = branches.map(async ([name, { run }]): Promise<[string, JsonValue]> => {
            try {
              return [name, await run({ ...values, signal })]
            } catch (error) {
              stop.abort(new CancelledError('another branch failed'))
              throw error
            }
          })
          return Object.fromEntries(await allOrCause(running))
        },
      }
    },
  }
}
