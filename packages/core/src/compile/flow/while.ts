import { isTrue, pause, InvocationError, isObject, type JsonObject, parseDuration, pointerTo, type StepNode } from '@naftiko/plugin-api'
import type { LinkTools } from '../link-tools.ts'
import { compileStepExpression } from './references.ts'
import { type StepScope, widened, withResults } from './step-scope.ts'
import type { NamedStep } from './named-step.ts'

const LIMIT = 60

/** Runs a step again as long as a condition over its own result is true, for polling. Never without a limit. */
export function compileWhile(step: NamedStep, at: string, scope: StepScope, tools: LinkTools, run: StepNode): StepNode {
  const setting = step['while']
  if (setting === undefined) return run
  const options: JsonObject = isObject(setting) ? setting : { condition: setting }
  const place = isObject(setting) ? pointerTo(at, 'while', 'condition') : pointerTo(at, 'while')
  const own = { ...widened(scope, [step.name]), uses: (name: string) => (name === step.name ? undefined : scope.uses(name)) }
  const again = compileStepExpression(String(options['condition'] ?? 'false'), place, own, tools)
  const { every = '1s', limit } = options
  const delay = typeof every === 'string' || typeof every === 'number' ? (parseDuration(every) ?? 0) : 1000
  const most = typeof limit === 'number' ? limit : LIMIT
  return async (context) => {
    for (let count = 1; ; count += 1) {
      const result = await run(context)
      if (!isTrue(await again(withResults(context, { [step.name]: result })))) return result
      if (count >= most) throw new InvocationError('upstream', 504, 'NAFTIKO_LOOP_LIMIT', `its "while" was still true after ${most} runs`)
      await pause(delay, context.signal)
    }
  }
}
