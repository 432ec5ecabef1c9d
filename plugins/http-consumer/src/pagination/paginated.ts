import {
  type CompileContext,
  InputError,
  type InputParameter,
  type Invocation,
  isObject,
  type JsonObject,
  type JsonValue,
  type Operation,
  type Outcome,
} from '@naftiko/plugin-api'
import type { Ask } from './ask.ts'
import { DEFAULT_PARAMETERS } from './check.ts'
import type { PaginationEntry } from './entry.ts'
import { outcomeOf } from './outcome.ts'
import { repeatable } from './place.ts'
import { compilePagination, type Pagination, type PaginationSurroundings } from './settings.ts'
import { startClock } from './time.ts'
import { type Ending, type Route, startWalk } from './walk.ts'

/** What pagination has to know of an operation. */
export interface Unpaged extends PaginationSurroundings {
  readonly entry: PaginationEntry | undefined
  readonly at: string
  readonly context: CompileContext
  /** Every argument that the operation reads, those of pagination included. */
  readonly inputs: ReadonlySet<string>
  readonly ask: Ask
}

/** The operation as its callers see it: all its pages are one answer. */
export function paginated(operation: Operation, unpaged: Unpaged): Operation {
  const { entry, at, context } = unpaged
  if (!isObject(entry)) return operation
  const pagination = compilePagination(entry, at, unpaged, context)
  const { output: _, ...rest } = operation
  return {
    ...rest,
    input: { ...operation.input, parameters: parametersOf(operation.input.parameters, pagination) },
    invoke: (invocation) => invoke(pagination, invocation, unpaged),
  }
}

/** Whether pagination gives this argument its value, so that no caller has to. */
export function drives(entry: PaginationEntry | undefined, name: string): boolean {
  return isObject(entry) && (name === (entry.parameter ?? DEFAULT_PARAMETERS[entry.style]) || name === entry.sizeParameter)
}

/** What leads from page to page is no business of callers, unless the document says so. */
function parametersOf(parameters: readonly InputParameter[], pagination: Pagination): readonly InputParameter[] {
  const { driven, expose, elsewhere } = pagination
  const others = parameters.filter(({ name }) => !driven.includes(name))
  if (!expose) return others
  const exposed = driven.map((name): InputParameter => {
    const declared = parameters.find((parameter) => parameter.name === name)
    const { description } = declared?.schema ?? {}
    const schema = { description: description ?? descriptionOf(name, pagination), ...declared?.schema }
    return { in: elsewhere, ...declared, name, required: false, schema }
  })
  return [...others, ...exposed]
}

function descriptionOf(name: string, { sizeParameter }: Pagination): string {
  return name === sizeParameter ? 'How many items to read at a time.' : 'Where to begin. A list that was cut says where to go on.'
}

async function invoke(pagination: Pagination, given: Invocation, { ask, context, inputs, valueOf, isFixed }: Unpaged): Promise<Outcome> {
  const controller = new AbortController()
  const cancel = (): void => controller.abort()
  const signal = AbortSignal.any([given.signal, controller.signal])
  const invocation = { ...(await repeatable(given)), input: withoutDriven(given.input, pagination), signal }
  const route = routeOf(pagination, given, valueOf)
  const walk = startWalk(route, {
    invocation,
    ask,
    context,
    placing: { isInput: (name) => inputs.has(name) || isFixed(name), elsewhere: pagination.elsewhere },
    clock: startClock(pagination.limits.maxTime),
    itemsOf: pagination.itemsOf(given.operation),
  })
  const ended = ({ pages, reason }: Ending): void => {
    if (reason !== undefined) context.log.warn('a list was cut', { operation: given.operation, reason, pages })
  }
  return outcomeOf(walk, { result: pagination.result, stream: pagination.stream, cancel, ended })
}

function withoutDriven(input: JsonObject, { driven }: Pagination): JsonObject {
  const rest: Record<string, JsonValue> = Object.assign(Object.create(null) as object, input)
  for (const name of driven) delete rest[name]
  return rest
}

function routeOf(pagination: Pagination, { input, operation }: Invocation, valueOf: Unpaged['valueOf']): Route {
  const { expose, parameter, sizeParameter } = pagination
  const argument = (name: string | undefined): JsonValue | undefined => (expose && name !== undefined ? input[name] : undefined)
  const style = pagination.style(operation)
  const given = argument(parameter)
  const size = sizeOf(argument(sizeParameter), sizeParameter, pagination.size)
  const begin = style.first(given ?? (parameter === undefined ? undefined : valueOf(parameter)))
  return { ...pagination, style, begin, isResumed: given !== undefined && given !== null, ...(size === undefined ? {} : { size }) }
}

function sizeOf(given: JsonValue | undefined, name: string | undefined, size: number | undefined): number | undefined {
  if (given === undefined || given === null) return size
  const value = typeof given === 'string' ? Number(given) : given
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value
  throw new InputError(`"${name}" must be a whole number, from 1 on`, { input: name! })
}
