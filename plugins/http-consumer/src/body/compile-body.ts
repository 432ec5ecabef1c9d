import type { CompileContext, InputParameter, JsonObject, JsonValue, PayloadUse } from '@naftiko/plugin-api'
import type { BodyEntry } from '../entry.ts'
import { isGiven, parameterOf, type PlacedInput } from '../inputs.ts'
import type { Part, RequestDraft } from '../request.ts'
import type { Scoped } from '../scope.ts'
import { compileForm } from './form.ts'
import { compileMultipart } from './multipart.ts'
import { contentTypeOf, kindOf } from './media-types.ts'
import { compileText } from './text.ts'
import { compileTree } from './tree.ts'

/** How an operation fills its request body. */
export interface BodyPlan {
  readonly payload: PayloadUse
  /** Inputs that are read for the body. */
  readonly parameters: readonly InputParameter[]
  readonly part: Part
}

/** What compiling a body needs from the operation around it. */
export interface BodyTools {
  readonly context: CompileContext
  readonly scope: Scoped
  /** Names of all declared inputs. */
  readonly inputs: readonly string[]
}

/** An input of one of these names is the body as a whole. */
const WHOLE_BODY = new Set(['body', 'payload', 'data', 'request', 'requestbody', 'json'])
const WITHOUT_BODY = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Decides how the body is made: from the document's template, from inputs `in: body`, or not at all, in which case the
 * caller's body passes as it is.
 */
export function compileBody(method: string, body: string | BodyEntry | undefined, at: string, inputs: readonly PlacedInput[], tools: BodyTools): BodyPlan {
  const template = templateOf(body)
  if (template !== undefined) return templatePlan(template, at, tools)
  const fields = inputs.filter((input) => input.entry.in === 'body')
  const given = fields.filter(isGiven)
  if (fields.length === 1 && given.length === 1 && WHOLE_BODY.has(given[0]!.entry.name.toLowerCase())) return wholePlan(given[0]!)
  if (fields.length > 0) return fieldsPlan(fields, tools)
  if (WITHOUT_BODY.has(method)) return { payload: 'none', parameters: [], part: () => {} }
  return { payload: 'opaque', parameters: [], part: (draft, _, payload) => forward(draft, payload) }
}

/** `{ type: json }` without data describes nothing. */
function templateOf(body: string | BodyEntry | undefined): Required<BodyEntry> | undefined {
  if (body === undefined || body === null) return undefined
  if (typeof body === 'string') return { type: 'json', data: body }
  return body.data === undefined || body.data === null ? undefined : { type: body.type ?? 'json', data: body.data }
}

/** The caller's body: its bytes where it has some, else its value as JSON. */
function forward(draft: RequestDraft, payload: Parameters<Part>[2]): void {
  if (payload === undefined || payload === null) return
  draft.headers['content-type'] ??= payload.mediaType
  if (payload.bytes === undefined) draft.body = json(payload.value ?? null)
  else {
    draft.body = payload.bytes
    if (payload.length !== undefined) draft.headers['content-length'] = String(payload.length)
  }
}

function wholePlan(input: PlacedInput): BodyPlan {
  const { entry } = input
  return {
    payload: 'opaque',
    parameters: [parameterOf(entry, entry.required === true)],
    part: (draft, given, payload) => {
      if (payload !== undefined && payload !== null) return forward(draft, payload)
      const value = given[entry.name]
      if (value !== undefined) forward(draft, { mediaType: 'application/json', value })
    },
  }
}

function fieldsPlan(fields: readonly PlacedInput[], tools: BodyTools): BodyPlan {
  const constants = fields.flatMap(({ entry, at }) => (entry.value === undefined ? [] : [[entry.name, compileTree(entry.value, `${at}/value`, tools)] as const]))
  const given = fields.filter(isGiven).map(({ entry }) => entry)
  return {
    payload: 'json',
    parameters: given.map((entry) => parameterOf(entry, entry.required === true)),
    part: (draft, input) => {
      const value: Record<string, JsonValue> = Object.create(null) as Record<string, JsonValue>
      for (const entry of given) {
        const field = input[entry.name] ?? entry.default
        if (field !== undefined) value[entry.name] = field
      }
      for (const [name, tree] of constants) {
        const constant = tree(input)
        if (constant !== undefined) value[name] = constant
      }
      if (Object.keys(value).length > 0) fill(draft, 'application/json', json(value))
    },
  }
}

type Render = (input: JsonObject) => { readonly mediaType: string; readonly body: Uint8Array } | undefined | Promise<{ readonly mediaType: string; readonly body: Uint8Array } | undefined>

function templatePlan(entry: Required<BodyEntry>, at: string, tools: BodyTools): BodyPlan {
  const used = new Map<string, InputParameter>()
  const noting: BodyTools = {
    ...tools,
    context: {
      ...tools.context,
      template: (text, place, options) => {
        const template = tools.context.template(text, place, options)
        for (const reference of template.references) if (reference.source === 'input') used.set(reference.name, { name: reference.name, required: false, schema: {}, in: 'body' })
        return template
      },
    },
  }
  const render = rendererOf(entry, at, noting)
  return {
    payload: 'json',
    parameters: [...used.values()],
    part: async (draft, input) => {
      const rendered = await render(input)
      if (rendered !== undefined) fill(draft, rendered.mediaType, rendered.body)
    },
  }
}

function rendererOf(entry: Required<BodyEntry>, at: string, tools: BodyTools): Render {
  const kind = kindOf(entry.type)
  const place = `${at}${typeof entry.data === 'string' && entry.type === 'json' ? '' : '/data'}`
  const mediaType = contentTypeOf(kind, entry.type)
  if (kind === 'form') return compileForm(entry.data, place, tools)
  if (kind === 'multipart') return compileMultipart(entry.data, place, tools)
  if (typeof entry.data === 'string') {
    const text = compileText(entry.data, kind, place, tools)
    return (input) => ({ mediaType, body: encode(text(input)) })
  }
  const tree = compileTree(entry.data, place, tools)
  return (input) => {
    const value = tree(input)
    return value === undefined ? undefined : { mediaType, body: json(value) }
  }
}

function fill(draft: RequestDraft, mediaType: string, body: Uint8Array): void {
  draft.headers['content-type'] ??= mediaType
  draft.body = body
}

function json(value: JsonValue): Uint8Array {
  return encode(JSON.stringify(value))
}

function encode(text: string): Uint8Array {
  return Buffer.from(text, 'utf8')
}
