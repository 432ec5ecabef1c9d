import { CancelledError, type JsonObject, type JsonValue, type StepContext, type StepNode } from '@naftiko/plugin-api'

/** A step, and what must come before it. */
export interface Scheduled {
  readonly name: string
  readonly run: StepNode
  readonly safe: boolean
  /** Positions of the steps whose results it refers to. */
  readonly needs: readonly number[]
}

/**
 * Runs steps so that results are those of running one after the other. A step that changes nothing starts as soon as what
 * it refers to is there, and every change before it is made; a step that changes something waits for all before it.
 */
export function runInOrder(steps: readonly Scheduled[], sequential: boolean): (context: StepContext) => Promise<JsonObject> {
  const waits = steps.map((step, index) => waitsOf(steps, step, index))
  const isChain = sequential || waits.every((positions, index) => index === 0 || positions.includes(index - 1))
  return isChain ? oneByOne(steps) : sideBySide(steps, waits)
}

function waitsOf(steps: readonly Scheduled[], step: Scheduled, index: number): readonly number[] {
  const before = steps.slice(0, index).map((_, position) => position)
  if (!step.safe) return before
  return before.filter((position) => !steps[position]!.safe || step.needs.includes(position))
}

function oneByOne(steps: readonly Scheduled[]): (context: StepContext) => Promise<JsonObject> {
  return async (context) => {
    const results = emptyResults()
    const around = { results: { ...context.results }, values: { ...context.values } }
    for (const step of steps) {
      if (context.signal.aborted) throw cancelled(context.signal)
      const value = await step.run({ ...context, ...around })
      results[step.name] = value
      around.results = { ...around.results, [step.name]: value }
      around.values = { ...around.values, [step.name]: value }
    }
    return results
  }
}

/** A step that fails stops those after it; those before it go on, because one of them may fail as it would have without this one. */
function sideBySide(steps: readonly Scheduled[], waits: readonly (readonly number[])[]): (context: StepContext) => Promise<JsonObject> {
  return async (context) => {
    const results = emptyResults()
    const controllers = steps.map(() => new AbortController())
    const running: Promise<void>[] = []
    for (const [index, step] of steps.entries()) {
      const signal = AbortSignal.any([context.signal, controllers[index]!.signal])
      running.push(
        Promise.all(waits[index]!.map((position) => running[position])).then(async () => {
          if (signal.aborted) throw cancelled(signal)
          const seen = Object.fromEntries(Object.entries(results))
          const value = await step.run({
            ...context,
            results: { ...context.results, ...seen },
            values: { ...context.values, ...seen },
            signal,
          })
          results[step.name] = value
        }),
      )
      running[index]!.catch(() => {
        for (const controller of controllers.slice(index + 1)) controller.abort(new CancelledError('a step before this one failed'))
      })
    }
    for (const outcome of await Promise.allSettled(running)) if (outcome.status === 'rejected') throw outcome.reason
    return inOrder(steps, results)
  }
}

function inOrder(steps: readonly Scheduled[], results: JsonObject): JsonObject {
  return Object.fromEntries(steps.map(({ name }) => [name, results[name] ?? null]))
}

function emptyResults(): Record<string, JsonValue> {
  return Object.create(null) as Record<string, JsonValue>
}

function cancelled(signal: AbortSignal): unknown {
  return signal.reason instanceof Error && 'fault' in signal.reason ? signal.reason : new CancelledError()
}
