import { CancelledError, type CompileContext, type Decoder, type Effects, InputError, type InputParameter, type Invocation, type InputShape, type Operation, type Outcome } from '@naftiko/plugin-api'
import { compileBody } from './body/compile-body.ts'
import type { HttpConsumesEntry, HttpOperationEntry, HttpResourceEntry } from './entry.ts'
import { inputPart, isGiven, mergeInputs, parameterOf, type PlacedInput } from './inputs.ts'
import { compilePath, type PathTemplate, renderPath, variablesOf } from './path.ts'
import type { Part, RequestDraft } from './request.ts'
import type { Scoped } from './scope.ts'
import type { Upstream } from './upstream.ts'

/** What operations of one entry share. */
export interface OperationTools {
  readonly context: CompileContext
  readonly scope: Scoped
  readonly upstream: Upstream
}

/** Everything that is known of an operation before it is called. */
interface Plan {
  readonly name: string
  readonly method: string
  readonly path: PathTemplate
  readonly parts: readonly Part[]
  readonly parameters: readonly InputParameter[]
  readonly decode: Decoder | undefined
}

/** Compiles one operation: a request is put together from closures, and nothing of the document is read again. */
export function compileOperation(consumes: HttpConsumesEntry, resource: HttpResourceEntry, operation: HttpOperationEntry, at: { readonly resource: string; readonly operation: string }, tools: OperationTools): Operation {
  const { context, scope } = tools
  const method = (operation.method ?? 'GET').toUpperCase()
  const inputs = mergeInputs([
    { inputs: consumes.inputParameters, at: '/inputParameters' },
    { inputs: resource.inputParameters, at: `${at.resource}/inputParameters` },
    { inputs: operation.inputParameters, at: `${at.operation}/inputParameters` },
  ])
  const names = inputs.map(({ entry }) => entry.name)
  const path = compilePath(pathText(resource.path, operation.path), operation.path === undefined ? `${at.resource}/path` : `${at.operation}/path`, context, names)
  const parts = inputs.flatMap((input) => inputPart(input, scope, context, names) ?? [])
  const body = compileBody(method, operation.body, `${at.operation}/body`, inputs, { context, scope, inputs: names })
  const parameters = [...pathParameters([tools.upstream.basePath, path], inputs), ...otherParameters(inputs), ...body.parameters]
  const format = operation.outputRawFormat
  const decode = format === undefined || format.toLowerCase() === 'json' || format.toLowerCase() === 'binary' ? undefined : context.decoder(format, `${at.operation}/outputRawFormat`, { schema: operation.outputSchema ?? null })
  const plan: Plan = { name: operation.name, method, path, parts: [...parts, body.part], parameters, decode }
  const shape: InputShape = { parameters: unique(parameters), payload: body.payload }
  const description = operation.description ?? operation.label
  return {
    name: String(operation.name),
    ...(description === undefined ? {} : { description }),
    summary: `${method} ${pathText(resource.path, operation.path)}`,
    input: shape,
    effects: effectsOf(method),
    invoke: (invocation) => invoke(plan, invocation, tools),
  }
}

/** The path of an operation replaces that of its resource when it begins with it, and is appended otherwise. */
function pathText(resource: string | undefined, operation: string | undefined): string {
  const base = rooted(resource ?? '')
  if (operation === undefined) return base
  const own = rooted(operation)
  return own.startsWith(base) ? own : base.replace(/\/$/, '') + own
}

function rooted(path: string): string {
  return path === '' || path.startsWith('/') ? path : `/${path}`
}

/** Variables of the path, declared or not, are required: without them there is no address. */
function pathParameters(paths: readonly PathTemplate[], inputs: readonly PlacedInput[]): readonly InputParameter[] {
  return paths.flatMap(variablesOf).map((name) => {
    const declared = inputs.find(({ entry }) => entry.name === name && entry.in === 'path')
    return declared === undefined ? { name, required: true, schema: { type: 'string' }, in: 'path' as const } : parameterOf(declared.entry, declared.entry.value === undefined)
  })
}

function otherParameters(inputs: readonly PlacedInput[]): readonly InputParameter[] {
  return inputs.filter((input) => isGiven(input) && input.entry.in !== 'path' && input.entry.in !== 'body').map(({ entry }) => parameterOf({ ...entry, in: entry.in ?? 'query' }, entry.required === true && entry.default === undefined))
}

function unique(parameters: readonly InputParameter[]): readonly InputParameter[] {
  return [...new Map(parameters.toReversed().map((parameter) => [parameter.name, parameter])).values()].toReversed()
}

function effectsOf(method: string): Effects {
  const safe = method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
  return { safe, idempotent: safe || method === 'PUT' || method === 'DELETE', destructive: method === 'DELETE', openWorld: true }
}

async function invoke(plan: Plan, invocation: Invocation, tools: OperationTools): Promise<Outcome> {
  if (invocation.signal.aborted) throw new CancelledError()
  const draft = await draftOf(plan, invocation, tools)
  return tools.upstream.exchange(draft, invocation, plan.decode)
}

async function draftOf(plan: Plan, { input, payload, acceptEncoding, trace }: Invocation, { scope }: OperationTools): Promise<RequestDraft> {
  for (const { name, required } of plan.parameters) {
    if (required && (input[name] === undefined || input[name] === null) && !(payload !== undefined && payload !== null)) throw new InputError(`"${name}" is required`, { input: name, code: 'NAFTIKO_INPUT_MISSING' })
  }
  const headers: Record<string, string> = { accept: '*/*', 'accept-encoding': acceptEncoding ?? 'identity', traceparent: trace.traceparent }
  if (trace.tracestate !== undefined) headers['tracestate'] = trace.tracestate
  const draft: RequestDraft = { method: plan.method, path: renderPath(plan.path, scope, input), query: [...plan.path.query], headers, cookies: [] }
  for (const part of plan.parts) {
    const waiting = part(draft, input, payload)
    if (waiting !== undefined) await waiting
  }
  return draft
}
