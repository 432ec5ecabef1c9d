import {
  type CallSpec,
  type CompiledStep,
  type InputParameter,
  isList,
  isObject,
  type JsonValue,
  pointerTo,
  type StepValue,
} from '@naftiko/plugin-api'
import { linkCall } from '../call.ts'
import { carried } from '../carried.ts'
import type { GivenInvocation } from '../step-call.ts'
import { collect, valueOf } from '../collect.ts'
import { reportConstant } from '../fitting.ts'
import { reportUnpassed } from '../unpassed.ts'
import type { LinkTools } from '../link-tools.ts'
import type { Target } from '../targets.ts'
import { compileStepValue } from './references.ts'
import type { StepScope } from './step-scope.ts'

/** A call inside a flow: `with` sees arguments and results, and the result is a value that later steps can read. */
export function compileStepCall(call: CallSpec, target: Target, at: string, scope: StepScope, tools: LinkTools): CompiledStep {
  const passed: InputParameter[] = []
  const given = Object.entries(call.with ?? {}).map(([name, value]): readonly [string, StepValue] => {
    const taken = new Set<string>()
    const noting: StepScope = { ...scope, takes: (argument) => (scope.takes(argument), void taken.add(argument)) }
    const place = pointerTo(at, 'with', name)
    let isConstant = typeof value !== 'string' && !isObject(value) && !isList(value)
    const explaining: LinkTools = {
      ...tools,
      explain: (...told) => {
        isConstant ||= told[0] === place && told[2] === 'constant'
        tools.explain(...told)
      },
    }
    const compiled = compileStepValue(value, place, noting, explaining)
    if (isConstant) reportConstant(value, name, target, place, tools)
    passed.push(
      ...passedOn(
        value,
        taken,
        target.operation.input.parameters.find((parameter) => parameter.name === name),
      ),
    )
    return [name, compiled]
  })
  const linked = linkCall(call, target, at, tools, { step: { given: given.map(([name]) => name), hidden: scope.names } })
  const parameters = [...linked.input.parameters, ...passed].filter(({ name }) => !scope.names.has(name))
  for (const { name } of linked.input.parameters) if (scope.names.has(name)) scope.uses(name)
  reportUnpassed(call, target, { given: given.map(([name]) => name), referred: [], own: [...scope.names, ...scope.declared] }, at, tools)
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
      const { signal } = context
      const invocation: GivenInvocation = { operation: target.name, input: context.values, given: values, ...carried(context) }
      const value = valueOf(await collect(await linked.invoke(invocation), tools.collectBytes, { signal }))
      return projection === undefined || call.outputParameters !== undefined ? value : projection.apply(value)
    },
  }
}

/** An argument of the caller that goes on as it is: what the operation needs, the caller needs to give. */
function passedOn(value: JsonValue, taken: ReadonlySet<string>, parameter: InputParameter | undefined): readonly InputParameter[] {
  const [name] = taken
  if (parameter === undefined || name === undefined || taken.size > 1 || !REFERENCE.test(String(value).trim())) return []
  return [{ ...parameter, name }]
}

/** Nothing but one name: a path, or a text around it, may have reasons of its own to do without. */
const REFERENCE = /^(?:[\w-]+\.[\w-]+|\{\{\s*[\w.-]+\s*\}\})$/
