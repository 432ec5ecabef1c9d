import { isTrue, InvocationError, type JsonValue, parseDuration, pointerTo, StepError, type StepNode } from '@naftiko/plugin-api'
import type { LinkTools } from '../link-tools.ts'
import { timeoutOf, within } from './deadline.ts'
import { forEachOf, type Loop } from './for-each.ts'
import { leniently } from './no-value.ts'
import { onError, reportOnError } from './on-error.ts'
import { compileStepExpression } from './references.ts'
import { compileRetry, reportRetry } from './retry.ts'
import type { CompleteStep } from './complete-step.ts'
import { type StepScope, widened } from './step-scope.ts'
import type { NamedStep } from './named-step.ts'
import { compileWhile } from './while.ts'

/**
 * What every step can have, from the inside out: a time limit for each attempt, attempts, repetition, items, what becomes
 * of a failure, and the condition under which it runs at all.
 */
export function addModifiers(
  step: NamedStep,
  at: string,
  scope: StepScope,
  tools: LinkTools,
  compile: (scope: StepScope) => CompleteStep,
): CompleteStep {
  const loop = step['forEach'] === undefined ? undefined : forEachOf(step['forEach'], pointerTo(at, 'forEach'), scope, tools)
  const inside = loop === undefined ? scope : widened(scope, [loop.as, 'index'])
  const compiled = compile(inside)
  reportOnError(step['onError'], pointerTo(at, 'onError'), tools)
  reportRetry(step['retry'], pointerTo(at, 'retry'), tools)
  let run = compiled.run
  run = withTimeout(step, run)
  run = compileRetry(step, run)
  run = compileWhile(step, at, inside, tools, run)
  run = named(step, run, loop)
  if (loop !== undefined) run = loop.around(run)
  run = onError(step['onError'], run)
  run = withCondition(step['if'], pointerTo(at, 'if'), scope, tools, run)
  // Its condition and its items can fail, too.
  if (loop !== undefined || step['if'] !== undefined) run = named(step, run)
  return {
    ...compiled,
    run,
    // A step that may be left out, or fail without harm, demands nothing of the caller.
    parameters: compiled.parameters
      .filter(({ name }) => loop === undefined || (name !== loop.as && name !== 'index'))
      .map((parameter) => (step['if'] === undefined && step['onError'] === undefined ? parameter : { ...parameter, required: false })),
  }
}

function withTimeout(step: NamedStep, run: StepNode): StepNode {
  const written = step['timeout']
  const timeout = typeof written === 'string' || typeof written === 'number' ? parseDuration(written) : undefined
  if (timeout === undefined) return run
  return (context) => within(timeout, `the step`, context.signal, async (signal) => run({ ...context, signal }))
}

/** A failure says in which step it was, and the innermost knows best; so does the end of the time that the operation has. */
function named(step: NamedStep, run: StepNode, loop?: Loop): StepNode {
  return async (context) => {
    try {
      return await run(context)
    } catch (error) {
      if (!InvocationError.is(error) || StepError.is(error)) throw error
      const reason = error.fault === 'cancelled' ? timeoutOf(context.signal) : error
      if (reason === undefined) throw error
      const item = loop === undefined ? '' : ` (item ${Number(context.results['index']) + 1})`
      throw new StepError(step.name + item, reason)
    }
  }
}

function withCondition(condition: JsonValue | undefined, at: string, scope: StepScope, tools: LinkTools, run: StepNode): StepNode {
  if (condition === undefined) return run
  if (typeof condition !== 'string') return isTrue(condition) ? run : () => null
  const test = compileStepExpression(condition, at, scope, tools)
  return async (context) => (isTrue(await leniently(test, context)) ? run(context) : null)
}
