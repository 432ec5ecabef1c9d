import { emptyObject, type InputParameter, isObject, type JsonObject, type JsonValue, type PayloadUse } from '@naftiko/plugin-api'
import type { BodyEntry } from '../entry.ts'
import { type Inputs, parameterOf, type PlacedInput } from '../inputs.ts'
import { notingContext } from '../noting.ts'
import { missing } from '../path.ts'
import type { Part, RequestDraft } from '../request.ts'
import { fieldsEncoder, jsonBytes as json, wholeEncoder } from './encoders.ts'
import { compileForm } from './form.ts'
import { contentTypeOf, kindOf } from './media-types.ts'
import { compileMultipart } from './multipart.ts'
import { compileText } from './text.ts'
import type { EncodedBody, TemplateTools } from './tools.ts'
import { compileTree } from './tree.ts'

/** How an operation fills its request body. */
export interface BodyPlan {
  readonly payload: PayloadUse
  /** Inputs that are read for the body. */
  readonly parameters: readonly InputParameter[]
  /** The parameter whose value is the body as a whole. */
  readonly whole?: string
  readonly part: Part
}

/** What the document says about a body. */
export interface BodyPlace {
  readonly method: string
  readonly entry: JsonValue | undefined
  readonly at: string
  readonly inputs: Inputs
}

/** An input of one of these names is the body as a whole. */
const WHOLE_BODY = new Set(['body', 'payload', 'data', 'request', 'requestbody', 'json'])
const WITHOUT_BODY = new Set(['GET', 'HEAD', 'OPTIONS'])
const NO_BODY: BodyPlan = { payload: 'none', parameters: [], part: () => {} }

/**
 * Decides how the body is made: from the document's template, from inputs `in: body`, or not at all, in which case the
 * caller's body passes as it is.
 */
export function compileBody({ method, entry, at, inputs }: BodyPlace, { context, scope }: Omit<TemplateTools, 'inputs'>): BodyPlan {
  if (method === 'HEAD' || hasNoBody(entry)) return NO_BODY
  const type = plainTypeOf(entry)
  const template = templateOf(entry)
  const place = isObject(entry) && Object.hasOwn(entry, 'data') ? `${at}/data` : at
  if (template !== undefined) return templatePlan(template, place, { context, scope, inputs: inputs.names })
  const fields = inputs.placed.filter((input) => input.in === 'body')
  const only = fields.length === 1 ? fields[0] : undefined
  if (only !== undefined && WHOLE_BODY.has(only.entry.name.toLowerCase()) && !inputs.isFixed(only.entry.name)) return wholePlan(only, type)
  if (fields.length > 0) return fieldsPlan(fields, type)
  if (WITHOUT_BODY.has(method)) return NO_BODY
  // A body is rare on DELETE, so only one that was meant as a body is sent.
  const payload = method === 'DELETE' ? 'sent' : 'opaque'
  return { payload, parameters: [], part: (draft, _, given) => passBody(draft, given) }
}

/** Whether the document says what is in the body. */
export function isDescribed(entry: JsonValue | undefined): boolean {
  return templateOf(entry) !== undefined
}

/** `{ type: none }`: whatever the caller sends, the request has no body. */
export function hasNoBody(entry: JsonValue | undefined): boolean {
  return isObject(entry) && entry['data'] === undefined && String(entry['type']).toLowerCase() === 'none'
}

/** `{ type }` without data says what kind of body it is, and leaves to the inputs what is in it. */
function plainTypeOf(entry: JsonValue | undefined): string {
  return isObject(entry) && entry['data'] === undefined && typeof entry['type'] === 'string' ? entry['type'] : 'json'
}

/** `{ type: json }` without data describes nothing; an object that is not `{ type, data }` is the data itself. */
function templateOf(entry: JsonValue | undefined): BodyEntry | undefined {
  if (entry === undefined || entry === null) return undefined
  if (!isObject(entry)) return { type: 'json', data: entry }
  const { type, data } = entry
  if (type === undefined && data === undefined) return Object.keys(entry).length === 0 ? undefined : { type: 'json', data: entry }
  return data === undefined || data === null ? undefined : { type: typeof type === 'string' ? type : 'json', data }
}

/** The caller's body: its bytes where it has some, else its value as JSON. */
export function passBody(draft: RequestDraft, payload: Parameters<Part>[2]): void {
  if (payload === undefined || payload === null) return
  if (payload.mediaType !== '') draft.headers['content-type'] ??= payload.mediaType
  if (payload.bytes === undefined) draft.body = json(payload.value ?? null)
  else {
    draft.body = payload.bytes
    if (payload.length !== undefined) draft.headers['content-length'] = String(payload.length)
  }
}

function wholePlan(input: PlacedInput, type: string): BodyPlan {
  const { name } = input.entry
  const encode = wholeEncoder(type)
  const parameter = withMediaType(parameterOf(input), encode.mediaType)
  return {
    payload: 'opaque',
    parameters: [parameter],
    whole: name,
    part: (draft, given, payload) => {
      if (payload?.bytes !== undefined)
        return passBody(draft, payload.mediaType === '' ? { ...payload, mediaType: encode.mediaType } : payload)
      if (payload?.value !== undefined) return fill(draft, encode.value(payload.value))
      const value = given[name]
      if (value === undefined && parameter.required) throw missing(name)
      if (value !== undefined) fill(draft, encode.value(value))
    },
  }
}

/** Callers learn from the schema when the body is anything else than plain JSON. */
function withMediaType(parameter: InputParameter, mediaType: string): InputParameter {
  return mediaType === 'application/json' ? parameter : { ...parameter, schema: { ...parameter.schema, contentMediaType: mediaType } }
}

function fieldsPlan(fields: readonly PlacedInput[], type: string): BodyPlan {
  const encode = fieldsEncoder(type)
  const names = fields.map(({ entry }) => entry.name)
  return {
    payload: 'json',
    parameters: fields.map((field) => parameterOf(field)),
    part: (draft, input) => {
      const value = emptyObject()
      for (const name of names) {
        const field = input[name]
        if (field !== undefined) value[name] = field
      }
      if (Object.keys(value).length === 0) return undefined
      const encoded = encode(value)
      if (encoded instanceof Promise) return encoded.then((body) => fill(draft, body))
      return fill(draft, encoded)
    },
  }
}

type Render = (input: JsonObject) => EncodedBody | undefined | Promise<EncodedBody>

function templatePlan(entry: BodyEntry, at: string, tools: TemplateTools): BodyPlan {
  const used = new Map<string, InputParameter>()
  const context = notingContext(tools.context, tools.inputs, (name) => used.set(name, { name, required: false, schema: {}, in: 'body' }))
  const render = rendererOf(entry, at, { ...tools, context })
  return {
    payload: 'json',
    parameters: [...used.values()],
    part: (draft, input) => {
      const rendered = render(input)
      if (rendered instanceof Promise) return rendered.then((body) => fill(draft, body))
      if (rendered !== undefined) fill(draft, rendered)
    },
  }
}

function rendererOf({ type, data }: BodyEntry, at: string, tools: TemplateTools): Render {
  const kind = kindOf(type)
  const mediaType = contentTypeOf(kind, type)
  if (kind === 'form') return compileForm(data, at, tools)
  if (kind === 'multipart') return compileMultipart(data, at, tools)
  if (typeof data === 'string') {
    const text = compileText(data, kind, at, tools)
    return (input) => ({ mediaType, bytes: Buffer.from(text(input)) })
  }
  const tree = compileTree(data, at, tools)
  return (input) => {
    const value = tree(input)
    return value === undefined ? undefined : { mediaType, bytes: json(value) }
  }
}

/** A content type that the document declares as a header wins, unless the bytes can only be read with their own. */
function fill(draft: RequestDraft, { mediaType, bytes, inseparable }: EncodedBody): void {
  if (inseparable === true) draft.headers['content-type'] = mediaType
  else draft.headers['content-type'] ??= mediaType
  draft.body = bytes
}
