import {
  CancelledError,
  type CompileContext,
  type Effects,
  type InputParameter,
  type Invocation,
  type JsonObject,
  type JsonValue,
  type Operation,
  type Outcome,
  isObject,
  shapeSchema,
} from '@naftiko/plugin-api'
import { type Answer, compileAnswer } from './answer/compile-answer.ts'
import { compileBody, hasNoBody, isDescribed } from './body/compile-body.ts'
import type { HttpConsumesEntry, HttpOperationEntry, HttpResourceEntry } from './entry.ts'
import { type CallersOwn, compileCallersOwn } from './callers-own.ts'
import { compileInputs, type Inputs, parameterOf, type PlacedInput } from './inputs.ts'
import type { Amend } from './pagination/ask.ts'
import { drives, paginated } from './pagination/paginated.ts'
import { inputPart } from './parts.ts'
import {
  addFixedPairs,
  argumentsOf,
  compilePath,
  compileTail,
  missing,
  type PathTemplate,
  placeholdersOf,
  renderPath,
  withTail,
} from './path.ts'
import type { Part, RequestDraft } from './request.ts'
import type { Scoped } from './scope.ts'
import type { Upstream } from './upstream.ts'

/** What operations of one entry share. */
export interface OperationTools {
  readonly context: CompileContext
  readonly scope: Scoped
  readonly upstream: Upstream
}

/** One operation, and what stands around it. */
export interface OperationPlace {
  readonly consumes: HttpConsumesEntry
  readonly resource: HttpResourceEntry
  readonly operation: HttpOperationEntry
  readonly name: string
  /** The whole path, as the document writes it. */
  readonly path: string
  /** Pointers. */
  readonly at: { readonly resource: string; readonly operation: string }
}

/** Everything that is known of an operation before it is called. */
interface Plan {
  readonly method: string
  readonly path: PathTemplate
  /** Inputs that follow the path. */
  readonly tail: readonly PathTemplate[]
  readonly inputs: Inputs
  readonly parts: readonly Part[]
  /** Names of arguments without which nothing is sent; a body as a whole is checked where it is read. */
  readonly required: readonly string[]
  readonly answer: Answer
  /** Headers of the caller that go on: none that the document gives itself. */
  readonly callers: CallersOwn
}

/** Methods whose inputs are members of the body where nothing else is said. */
const BODY_METHODS = new Set(['POST', 'PUT', 'PATCH'])

/** Compiles one operation: a request is put together from closures, and nothing of the document is read again. */
export async function compileOperation(place: OperationPlace, tools: OperationTools): Promise<Operation> {
  const { operation, name } = place
  const method = (operation.method ?? 'GET').toUpperCase()
  const pathText = place.path
  const inputs = inputsOf(place, method, pathText, tools)
  const path = compilePath(
    pathText,
    pathPointer(place),
    tools.context,
    inputs.names,
    operation.path === undefined ? pathText : String(operation.path),
  )
  const body = compileBody({ method, entry: operation.body, at: `${place.at.operation}/body`, inputs }, tools)
  const addresses = [tools.upstream.base.path, path]
  const unplaced = unplacedInputs(inputs, addresses, place.consumes.baseUri)
  const tail = compileTail(unplaced, tools.context, undeclaredIn(path, inputs.names))
  const parameters = withoutFixed(inputs, [
    // Whoever overrides the base address gives the whole of it, so what only that needs is asked for where it is rendered.
    ...pathParameters(tools.upstream.base.path, inputs).map((parameter) => ({ ...parameter, required: false })),
    ...pathParameters(path, inputs),
    ...unplaced.map((input) => parameterOf(input, false)),
    ...inputs.placed.filter((input) => input.in !== 'path' && input.in !== 'body').map((input) => parameterOf(input)),
    ...optional([...addresses.flatMap((one) => one.query.flatMap(({ pieces }) => argumentsOf(pieces))), ...inputs.referred]),
    ...body.parameters,
  ])
  const plan: Plan = {
    method,
    path,
    tail,
    inputs,
    parts: [...inputs.placed.filter((input) => !isWrittenOut(input, path)).flatMap((input) => inputPart(input) ?? []), body.part],
    required: parameters
      .filter(({ name, required }) => required && name !== body.whole && !drives(operation.pagination, name))
      .map((parameter) => parameter.name),
    answer: await compileAnswer(operation, place.at.operation, tools.context),
    callers: compileCallersOwn(place.consumes, inputs, tools.upstream.isTaken),
  }
  const description = operation.description ?? operation.label
  const projection = tools.context.projection(operation.outputParameters, `${place.at.operation}/outputParameters`)
  const compiled: Operation = {
    name,
    ...(description === undefined ? {} : { description }),
    summary: `${method} ${pathText}`,
    input: { parameters, payload: body.payload },
    ...outputOf(operation),
    effects: effectsOf(method),
    ...(projection === undefined ? {} : { projection }),
    invoke: (invocation) => invoke(plan, invocation, tools),
  }
  return paginated(compiled, {
    entry: operation.pagination,
    at: `${place.at.operation}/pagination`,
    method,
    context: tools.context,
    inputs: new Set(parameters.map((parameter) => parameter.name)),
    isFixed: (one) => inputs.isFixed(one) || isWrittenAs(one, path),
    valueOf: (one) => declaredValue(one, inputs),
    isCredential: (one) => tools.upstream.isTaken('query', one),
    ask: (invocation, amend) => invoke(plan, invocation, tools, amend),
  })
}

function inputsOf({ consumes, resource, operation, at }: OperationPlace, method: string, path: string, tools: OperationTools): Inputs {
  const levels = [
    { inputs: consumes.inputParameters, at: '/inputParameters' },
    { inputs: resource.inputParameters, at: `${at.resource}/inputParameters` },
    { inputs: operation.inputParameters, at: `${at.operation}/inputParameters` },
  ]
  const around = {
    pathNames: [...placeholdersOf(consumes.baseUri ?? ''), ...placeholdersOf(path)],
    elsewhere:
      !BODY_METHODS.has(method) || hasNoBody(operation.body)
        ? ('query' as const)
        : isDescribed(operation.body)
          ? undefined
          : ('body' as const),
    isTaken: tools.upstream.isTaken,
  }
  return compileInputs(levels, around, tools.context, tools.scope)
}

function pathPointer({ operation, at }: OperationPlace): string {
  return operation.path === undefined ? `${at.resource}/path` : `${at.operation}/path`
}

/** Names in a path that are no inputs. */
function undeclaredIn({ pieces }: PathTemplate, names: readonly string[]): readonly string[] {
  return argumentsOf(pieces).filter((name) => !names.includes(name))
}

/** Inputs `in: path` that no path has a place for. They follow it, because that is where the path of the API was cut. */
function unplacedInputs(inputs: Inputs, addresses: readonly PathTemplate[], baseUri = ''): readonly PlacedInput[] {
  // A placeholder of the host is filled where the host is settled.
  const placed = new Set([
    ...addresses.flatMap(({ pieces, query }) => [pieces, ...query.map((pair) => pair.pieces)].flatMap(argumentsOf)),
    ...placeholdersOf(baseUri),
  ])
  return inputs.placed.filter(({ in: place, entry }) => place === 'path' && !placed.has(entry.name))
}

/** What the document writes into the query of a path stays as it is. */
function isWrittenOut(input: PlacedInput, path: PathTemplate): boolean {
  return input.in === 'query' && path.query.some((pair) => pair.name === input.entry.name)
}

/** The query of the path has this pair, with a value that nothing can change. */
function isWrittenAs(name: string, path: PathTemplate): boolean {
  return path.query.some((pair) => pair.name === name && pair.pieces.every((piece) => typeof piece === 'string'))
}

/** The constant or default of an input. */
function declaredValue(name: string, inputs: Inputs): JsonValue | undefined {
  const entry = inputs.placed.find((input) => input.entry.name === name)?.entry
  return entry?.value ?? entry?.default
}

/** Variables of the path, declared or not, are required: without them there is no address. */
function pathParameters(path: PathTemplate, inputs: Inputs): readonly InputParameter[] {
  return argumentsOf(path.pieces).map((name) => {
    const namesakes = inputs.placed.filter(({ entry }) => entry.name === name)
    const declared = namesakes.find((input) => input.in === 'path') ?? namesakes[0]
    if (declared === undefined) return { name, required: true, schema: { type: 'string' }, in: 'path' }
    return { ...parameterOf(declared, declared.entry.default === undefined), in: 'path' }
  })
}

/** Arguments of which only the name is known. */
function optional(names: readonly string[]): readonly InputParameter[] {
  return names.map((name) => ({ name, required: false, schema: {} }))
}

/** What callers can give. Of several with one name the first says what it is. */
function withoutFixed(inputs: Inputs, parameters: readonly InputParameter[]): readonly InputParameter[] {
  const known = new Map<string, InputParameter>()
  for (const parameter of parameters) {
    if (!inputs.isFixed(parameter.name) && !known.has(parameter.name)) known.set(parameter.name, parameter)
  }
  return [...known.values()]
}

/** The shape of a JSON answer, as the document describes it. Nothing checks answers against it. */
function outputOf({ outputRawFormat = 'json', outputSchema }: HttpOperationEntry): Pick<Operation, 'output'> {
  return outputRawFormat.toLowerCase() === 'json' && isObject(outputSchema) ? { output: shapeSchema(outputSchema) } : {}
}

function effectsOf(method: string): Effects {
  const safe = method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
  return { safe, idempotent: safe || method === 'PUT' || method === 'DELETE', destructive: method === 'DELETE', openWorld: true }
}

async function invoke(plan: Plan, invocation: Invocation, tools: OperationTools, amend: Amend = asItIs): Promise<Outcome> {
  if (invocation.signal.aborted) throw new CancelledError()
  const input = plan.inputs.complete(invocation.input)
  const address = tools.upstream.address(input)
  const draft = await draftOf(plan, input, invocation, tools)
  return tools.upstream.exchange(address, amend(draft, address), invocation, plan.answer)
}

const asItIs: Amend = (draft) => draft

async function draftOf(plan: Plan, input: JsonObject, invocation: Invocation, { scope, upstream }: OperationTools): Promise<RequestDraft> {
  const { payload, acceptEncoding, trace } = invocation
  for (const name of plan.required) if (input[name] === undefined || input[name] === null) throw missing(name)
  const headers: Record<string, string> = {
    accept: '*/*',
    'accept-encoding': acceptEncoding ?? 'identity',
    traceparent: trace.traceparent,
  }
  if (trace.tracestate !== undefined) headers['tracestate'] = trace.tracestate
  const draft: RequestDraft = {
    method: plan.method,
    path: withTail(renderPath(plan.path, scope, input), plan.tail, scope, input),
    query: [],
    headers,
    cookies: [],
  }
  upstream.addBaseQuery(draft.query, input)
  addFixedPairs(draft.query, plan.path, scope, input)
  for (const part of plan.parts) {
    const waiting = part(draft, input, payload)
    if (waiting !== undefined) await waiting
  }
  if (invocation.callerHeaders !== undefined) Object.assign(headers, plan.callers(invocation.callerHeaders))
  return draft
}
