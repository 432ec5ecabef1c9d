import {
  CancelledError,
  InvocationError,
  isList,
  isObject,
  type JsonValue,
  MappingError,
  type StepContext,
  type StepNode,
} from '@naftiko/plugin-api'
import { shared } from '../../shared-signal.ts'
import type { LinkTools } from '../link-tools.ts'
import { onError, reportOnError } from './on-error.ts'
import { compileStepExpression, compileStepValue } from './references.ts'
import { allOrCause } from './settled.ts'
import { type StepScope, withResults } from './step-scope.ts'

/** A loop around a step. */
export interface Loop {
  /** Name of the item. */
  readonly as: string
  around(run: StepNode): StepNode
}

const LONGEST = 10_000

/** `forEach: <items>`, or a map with `items`, `as`, `concurrency`, `limit` and `onError`. */
export function forEachOf(setting: JsonValue, at: string, scope: StepScope, tools: LinkTools): Loop {
  const options = isObject(setting) ? setting : { items: setting }
  const place = isObject(setting) ? `${at}/items` : at
  const { items } = options
  reportOnError(options['onError'], `${at}/onError`, tools)
  const read =
    typeof items === 'string' ? compileStepExpression(items, place, scope, tools) : compileStepValue(items ?? null, place, scope, tools)
  const as = typeof options['as'] === 'string' && options['as'] !== '' ? options['as'] : 'item'
  const concurrency = tools.sequential ? 1 : wholeNumber(options['concurrency'], 1)
  const limit = wholeNumber(options['limit'], LONGEST)
  return {
    as,
    around: (run) => {
      const each = onError(options['onError'], run)
      return async (context) => {
        const list = await read(context)
        if (list === undefined || list === null) return []
        if (!isList(list)) throw new MappingError(`"forEach" needs a list, and its items are ${kindOf(list)}`)
        if (list.length > limit)
          throw new InvocationError('engine', 500, 'NAFTIKO_LOOP_LIMIT', `"forEach" has ${list.length} items, and the limit is ${limit}`)
        return runEach(list, concurrency, (item, index, inner) => each(withResults(inner, { [as]: item, index })), context)
      }
    },
  }
}

function kindOf(value: JsonValue): string {
  return isObject(value) ? 'an object' : `a ${typeof value}`
}

function wholeNumber(value: JsonValue | undefined, otherwise: number): number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : otherwise
}

type RunItem = (item: JsonValue, index: number, context: StepContext) => ReturnType<StepNode>

/** So many at once; results in the order of the items. The first failure stops the rest. */
async function runEach(list: readonly JsonValue[], concurrency: number, run: RunItem, context: StepContext): Promise<JsonValue> {
  const results: JsonValue[] = Array.from({ length: list.length }, () => null)
  const stop = new AbortController()
  const inner = { ...context, signal: concurrency === 1 ? context.signal : shared(AbortSignal.any([context.signal, stop.signal])) }
  let next = 0
  const work = async (): Promise<void> => {
    while (next < list.length && !stop.signal.aborted) {
      if (context.signal.aborted) throw new CancelledError()
      const index = next
      next += 1
      try {
        results[index] = await run(list[index]!, index, inner)
      } catch (error) {
        stop.abort(new CancelledError('another item failed'))
        throw error
      }
    }
  }
  const workers = Array.from({ length: Math.min(concurrency, list.length) }, work)
  await allOrCause(workers)
  return results
}
