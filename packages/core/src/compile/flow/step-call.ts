import { type CallSpec, type CompiledStep, type JsonValue, pointerTo, type StepValue } from '@naftiko/plugin-api'
import { linkCall } from '../call.ts'
import type { GivenInvocation } from '../step-call.ts'
import { collect, valueOf } from '../collect.ts'
import type { LinkTools } from '../link-tools.ts'
import type { Target } from '../targets.ts'
import { compileStepValue } from './references.ts'
import type { StepScope } from './step-scope.ts'

/** A call inside a flow: `with` sees arguments and results, and the result is a value that later steps can read. */
export function compileStepCall(call: CallSpec, target: Target, at: string, scope: StepScope, tools: LinkTools): CompiledStep {
  const given = Object.entries(call.with ?? {}).map(([name, value]): readonly [string, StepValue] => [
    name,
    compileStepValue(value, pointerTo(at, 'with', name), scope, tools),
  ])
  const linked = linkCall(call, target, at, tools, { given: given.map(([name]) => name), hidden: scope.names })
  const parameters = linked.input.parameters.filter(({ name }) => !scope.names.has(name))
  for (const { name } of linked.input.parameters) if (scope.names.has(name)) scope.uses(name)
  const { projection } = target.operation
  return {
    parameters,
    targets: linked.targets,
    safe: linked.effects?.safe ?? false,
    selfContained: true,
    run: async (context) => {
      const values: Record<string, JsonValue> = Object.create(null) as Record<string, JsonValue>
      for (const [name, read] of given) {
        const value = await read(context)
        if (value !== undefined) values[name] = value
      }
      const { signal, trace } = context
      const invocation: GivenInvocation = { operation: target.name, input: context.values, given: values, signal, trace }
      const value = valueOf(await collect(await linked.invoke(invocation), tools.collectBytes, { signal }))
      return projection === undefined || call.outputParameters !== undefined ? value : projection.apply(value)
    },
  }
}
