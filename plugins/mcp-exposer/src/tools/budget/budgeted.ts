import { type InvocationError, isObject, type JsonSchema, UpstreamError } from '@naftiko/plugin-api'
import { type Answering, errorResult, resultOf, textBlock, textOf } from '../result.ts'
import type { Budget } from './compile-budget.ts'
import { continuationOf } from './continuation.ts'
import { fit } from './fit.ts'
import { errorTooLargeWords, MARKER, textTooLargeWords } from './words.ts'

/**
 * The same answers, none of them larger than the budget. Where calling again does no harm, what was left out can be
 * asked for.
 */
export function budgeted(plain: Answering, budget: Budget, tool: { readonly name: string; readonly isRepeatable: boolean }): Answering {
  const continuation = tool.isRepeatable ? continuationOf(tool.name, plain.shown) : undefined
  const output = plain.output === undefined ? undefined : withMarker(plain.output)
  const promised = output === undefined ? undefined : '{}'
  return {
    shown: continuation?.shown ?? plain.shown,
    output,
    take: (input) => continuation?.take(input) ?? plain.take(input),
    toResult: (collected, asked, more = []) => {
      if (collected.kind === 'text' && Buffer.byteLength(collected.text) > budget.bytes)
        return errorResult(textTooLargeWords(Buffer.byteLength(collected.text), budget))
      if (collected.kind !== 'json') return plain.toResult(collected, asked, more)
      const { input, start } = asked
      const fitted = fit(collected.value, budget, start, continuation && ((item) => continuation.at(input, item)))
      if ('refusal' in fitted) return errorResult(fitted.refusal)
      const note = fitted.note === undefined ? [] : [textBlock(fitted.note)]
      return resultOf([textBlock(fitted.json), ...note, ...more], fitted.isObject ? fitted.json : promised, false)
    },
    toErrorResult: (error) => errorResult(errorWords(error, budget)),
  }
}

function errorWords(error: InvocationError, budget: Budget): string {
  const words = textOf(error)
  const bytes = Buffer.byteLength(words)
  return bytes <= budget.bytes ? words : errorTooLargeWords(UpstreamError.is(error) ? `HTTP ${error.status}` : error.message, bytes)
}

function withMarker(output: JsonSchema): JsonSchema {
  const properties = isObject(output['properties']) ? output['properties'] : {}
  if (Object.hasOwn(properties, MARKER)) return output
  const description = 'Only where items were left out: how many are shown and left, and how to get them.'
  return { ...output, properties: { ...properties, [MARKER]: { type: 'object', description } } }
}
