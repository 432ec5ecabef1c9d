import {
  type CallSpec,
  type CompiledStep,
  InvocationError,
  isObject,
  type JsonObject,
  type MaybePromise,
  pointerTo,
  type StepCompileContext,
  type StepNode,
  type StepPlugin,
} from '@naftiko/plugin-api'
import { nearest } from '../../nearest.ts'
import { resolveCall } from '../resolve.ts'
import type { LinkTools } from '../link-tools.ts'
import { compileStepCall } from './step-call.ts'
import { checkStep } from './check-step.ts'
import { addModifiers } from './modifiers.ts'
import { compileStepExpression, compileStepValue } from './references.ts'
import type { CompileSteps, CompleteStep } from './complete-step.ts'
import type { NamedStep } from './named-step.ts'
import { type StepScope, widened } from './step-scope.ts'

/** Compiles one step through the plugin of its type, and puts around it what every step can have. */
export function compileStep(step: NamedStep, at: string, scope: StepScope, tools: LinkTools, nest: CompileSteps): CompleteStep {
  const plugin = tools.registry.get('step', step.type)
  if (plugin === undefined) return unknownType(step, at, tools)
  const broken = checkStep(step, plugin, at, tools)
  if (broken !== undefined) return complete(dead(`step "${step.name}" cannot run: ${broken}`), tools)
  return addModifiers(step, at, scope, tools, (inner) => compileThrough(plugin, step, stepContext(at, inner, tools, nest), tools, at))
}

function compileThrough(plugin: StepPlugin, step: NamedStep, context: StepCompileContext, tools: LinkTools, at: string): CompleteStep {
  const failed = reportFailure(plugin, at, tools)
  const compiled = attempt(() => plugin.compile(step, context), failed)
  if (!(compiled instanceof Promise)) {
    if ('ready' in compiled && compiled.ready !== undefined) tools.wait(compiled.ready.catch(failed).then(() => {}))
    return complete(compiled, tools)
  }
  // What takes its time to compile (a script that is read from a file) is waited for before anything runs.
  let node: StepNode | undefined
  const settled = compiled.then((result) => {
    node = complete(result, tools).run
  })
  tools.wait(settled)
  return complete(
    {
      run: async (context) => {
        await settled
        return node!(context)
      },
    },
    tools,
  )
}

function complete(compiled: StepNode | CompiledStep, tools: LinkTools): CompleteStep {
  const step: CompiledStep = typeof compiled === 'function' ? { run: compiled } : compiled
  if (step.start !== undefined || step.drain !== undefined || step.stop !== undefined) tools.keep(step)
  const { run, safe = false, targets = [], parameters = [], selfContained = false } = step
  return { run: (context) => run(context), safe, targets, parameters, selfContained }
}

function attempt(
  compile: () => MaybePromise<StepNode | CompiledStep>,
  failed: (error: unknown) => StepNode,
): MaybePromise<StepNode | CompiledStep> {
  try {
    const compiled = compile()
    return compiled instanceof Promise ? compiled.catch(failed) : compiled
  } catch (error) {
    return failed(error)
  }
}

/** A plugin that throws while compiling has a bug: the step is dead, and the rest of the document is not. */
function reportFailure(plugin: StepPlugin, at: string, tools: LinkTools): (error: unknown) => StepNode {
  return (error) => {
    const message = `${plugin.name} failed to compile this step: ${error instanceof Error ? error.message : String(error)}`
    tools.report({ code: 'NAFTIKO_PLUGIN_FAILED', message, hint: 'this is a bug of the plugin; report it there', at })
    return dead(message)
  }
}

function unknownType(step: NamedStep, at: string, tools: LinkTools): CompleteStep {
  const known = tools.registry.types('step')
  const meant = nearest(step.type, known)
  const message = `no plugin runs steps of type "${step.type}"`
  tools.report({
    severity: meant === undefined ? 'warning' : 'error',
    code: 'NAFTIKO_STEP_TYPE_UNKNOWN',
    message,
    ...(meant === undefined ? { hint: `this build knows ${known.join(', ')}` } : { meant }),
    at: pointerTo(at, 'type'),
  })
  return complete(dead(`step "${step.name}" cannot run: ${message}`), tools)
}

function dead(message: string): StepNode {
  return () => Promise.reject(new InvocationError('engine', 501, 'NAFTIKO_CALL_UNRESOLVED', message))
}

function stepContext(at: string, scope: StepScope, tools: LinkTools, nest: CompileSteps): StepCompileContext {
  const below = (place: string): string => at + place
  return {
    ...tools,
    report: (problem) => tools.report({ ...problem, at: below(problem.at ?? '') }),
    template: (text, place, options) => tools.template(text, below(place), options),
    mapping: (entries, place) => tools.mapping(entries, below(place)),
    projection: (entries, place) => tools.projection(entries, below(place)),
    decoder: (format, place, options) => tools.decoder(format, below(place), options),
    link: (call, place, options) => tools.link(call, below(place), options),
    relay: (namespace, place) => tools.relay(namespace, below(place)),
    expression: (text, place) => compileStepExpression(text, below(place), scope, tools),
    value: (value, place) => compileStepValue(value, below(place), scope, tools),
    call: (call: CallSpec, place) => {
      const target = resolveCall(String(call.call ?? call.ref), below(pointerTo(place, call.call === undefined ? 'ref' : 'call')), tools)
      return 'dead' in target
        ? { run: dead(`this step cannot run: ${target.dead}`), selfContained: true, targets: [] }
        : compileStepCall(call, target, below(place), scope, tools)
    },
    group: (steps: readonly JsonObject[], place, names = []) => {
      const inner = nest(steps.filter(isObject), below(place), widened(scope, names), tools)
      return {
        run: async (context) => (await inner.run(context))[inner.last ?? ''] ?? null,
        safe: inner.safe,
        targets: inner.targets,
        parameters: inner.parameters,
        selfContained: true,
      }
    },
  }
}
