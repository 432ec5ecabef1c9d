import { type InputParameter, isObject, type JsonObject, pointerTo } from '@naftiko/plugin-api'
import type { LinkTools } from '../link-tools.ts'
import { runInOrder, type Scheduled } from './schedule.ts'
import type { NamedStep } from './named-step.ts'
import { compileStep } from './step.ts'
import type { StepScope } from './step-scope.ts'
import type { Steps } from './complete-step.ts'

/** Compiles the steps of one level: each sees those before it. */
export function compileSteps(entries: readonly JsonObject[], at: string, scope: StepScope, tools: LinkTools): Steps {
  const named = entries.map((entry, index) => nameOf(entry, index, at, tools))
  const steps: (Scheduled & {
    readonly type: string
    readonly parameters: readonly InputParameter[]
    readonly targets: readonly string[]
  })[] = []
  for (const [index, entry] of named.entries()) {
    const place = pointerTo(at, index)
    const used = new Set<string>()
    const before = named.slice(0, index).map((one) => one.name)
    if (before.includes(entry.name)) reportTaken(entry.name, place, tools)
    const names = new Set([...scope.names, ...before])
    const own: StepScope = {
      names,
      later: new Set(
        named
          .slice(index)
          .map((one) => one.name)
          .filter((name) => !names.has(name)),
      ),
      uses: (name) => {
        used.add(name)
        scope.uses(name)
      },
      declared: scope.declared,
      takes: scope.takes,
    }
    const step = compileStep(entry, place, own, tools, compileSteps)
    const last = (name: string): number => before.lastIndexOf(name)
    const needs = step.selfContained ? [...used].map(last).filter((position) => position !== -1) : before.map((_, position) => position)
    steps.push({ ...step, name: entry.name, type: entry.type, needs: [...new Set(needs)] })
  }
  const run = runInOrder(steps, tools.sequential)
  return {
    names: named.map(({ name }) => name),
    last: (steps.findLast(({ type }) => type !== 'lookup' && type !== 'script') ?? steps.at(-1))?.name,
    safe: steps.every(({ safe }) => safe),
    targets: [...new Set(steps.flatMap(({ targets }) => targets))],
    parameters: distinct(steps.flatMap(({ parameters }) => parameters)),
    run,
  }
}

function nameOf(entry: JsonObject, index: number, at: string, tools: LinkTools): NamedStep {
  const step = isObject(entry) ? entry : {}
  const type = typeof step['type'] === 'string' ? step['type'] : impliedType(step, pointerTo(at, index), tools)
  const name = step['name']
  if (typeof name === 'string' && name !== '') return { ...step, name, type }
  const made = `step-${index + 1}`
  tools.report({
    severity: 'warning',
    code: 'NAFTIKO_STEP_NAME_MISSING',
    message: `the step has no name and is called "${made}"`,
    hint: 'give it a name, so that others can refer to its result',
    at: pointerTo(at, index),
    key: true,
  })
  return { ...step, name: made, type }
}

/** The member that only one type has, and the type. */
const TELLING: readonly (readonly [string, string])[] = [
  ['call', 'call'],
  ['lookupValue', 'lookup'],
  ['file', 'script'],
  ['branches', 'parallel'],
  ['cases', 'switch'],
  ['steps', 'group'],
]

function impliedType(step: JsonObject, at: string, tools: LinkTools): string {
  const type = TELLING.find(([member]) => step[member] !== undefined)?.[1] ?? 'call'
  tools.report({
    severity: 'warning',
    code: 'NAFTIKO_STEP_TYPE_MISSING',
    message: `the step has no type, and was taken for "${type}"`,
    hint: `add "type: ${type}"`,
    at,
    key: true,
  })
  return type
}

function reportTaken(name: string, at: string, tools: LinkTools): void {
  tools.report({
    severity: 'warning',
    code: 'NAFTIKO_STEP_TAKEN',
    message: `two steps are called "${name}", and the later result takes the place of the earlier`,
    hint: 'rename one of the two',
    at: pointerTo(at, 'name'),
  })
}

function distinct(parameters: readonly InputParameter[]): readonly InputParameter[] {
  const byName = new Map<string, InputParameter>()
  for (const parameter of parameters) if (!byName.has(parameter.name)) byName.set(parameter.name, parameter)
  return [...byName.values()]
}
