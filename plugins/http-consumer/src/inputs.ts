import type { CompileContext, InputEntry, InputParameter, JsonSchema, JsonValue, Template } from '@naftiko/plugin-api'
import { headerText, isClientOwned, isDocumentOwned, plainText } from './header.ts'
import type { Part, RequestDraft } from './request.ts'
import type { Scoped } from './scope.ts'

/** A declared input and where in the entry it stands. */
export interface PlacedInput {
  readonly entry: InputEntry
  readonly at: string
}

/** Inputs of the entry, the resource and the operation; the nearer one wins where two have one name and place. */
export function mergeInputs(levels: readonly { readonly inputs: readonly InputEntry[] | undefined; readonly at: string }[]): readonly PlacedInput[] {
  const merged = new Map<string, PlacedInput>()
  for (const { inputs, at } of levels) {
    for (const [index, entry] of (inputs ?? []).entries()) {
      if (String(entry.name) === '') continue
      const named = { ...entry, name: String(entry.name) }
      merged.set(`${entry.in ?? 'query'} ${named.name}`, { entry: named, at: `${at}/${index}` })
    }
  }
  return [...merged.values()]
}

/** The JSON Schema of the values an input takes. Declared types are what a client is shown; `json` may be anything. */
export function schemaOf(entry: InputEntry): JsonSchema {
  const { type, description, pattern, items, properties, maxLength } = entry
  const schema: Record<string, JsonValue> = {}
  if (type !== undefined && (type as string) !== 'json') schema['type'] = type
  if (description !== undefined) schema['description'] = description
  if (entry.enum !== undefined) schema['enum'] = entry.enum
  if (pattern !== undefined) schema['pattern'] = pattern
  if (maxLength !== undefined) schema['maxLength'] = maxLength
  if (entry.default !== undefined) schema['default'] = entry.default
  if (type === 'array') schema['items'] = items ?? {}
  if (type === 'object' && properties !== undefined) schema['properties'] = properties
  return schema
}

export function parameterOf(entry: InputEntry, required: boolean): InputParameter {
  return { name: entry.name, required, schema: schemaOf(entry), ...(entry.in === undefined ? {} : { in: entry.in }) }
}

/** Whether callers give this input: constants are the document's, and some headers are nobody's to give. */
export function isGiven({ entry }: PlacedInput): boolean {
  if (entry.value !== undefined || entry.in === 'environment') return false
  return entry.in !== 'header' || !(isClientOwned(entry.name) || isDocumentOwned(entry.name))
}

/** What a query, header or cookie input puts into requests; nothing for inputs that travel elsewhere. */
export function inputPart(placed: PlacedInput, scope: Scoped, context: CompileContext, inputs: readonly string[]): Part | undefined {
  const { entry } = placed
  const write = WRITERS[entry.in ?? 'query']
  if (write === undefined || (entry.in === 'header' && isClientOwned(entry.name))) return undefined
  if (entry.value !== undefined) return constantPart(placed, entry.value, write, scope, context, inputs)
  if (!isGiven(placed)) return undefined
  return (draft, input) => {
    const value = input[entry.name] ?? entry.default
    if (value !== undefined && value !== null) write(draft, entry.name, value)
  }
}

type Write = (draft: RequestDraft, name: string, value: JsonValue) => void

const WRITERS: Readonly<Record<string, Write>> = {
  query: (draft, name, value) => {
    for (const one of Array.isArray(value) ? (value as readonly JsonValue[]) : [value]) draft.query.push(`${encodeURIComponent(name)}=${encodeURIComponent(plainText(one))}`)
  },
  header: (draft, name, value) => {
    draft.headers[name.toLowerCase()] = headerText(name, value)
  },
  cookie: (draft, name, value) => {
    draft.cookies.push(`${encodeURIComponent(name)}=${encodeURIComponent(plainText(value))}`)
  },
}

/** The document's own value: as it is, or a template of variables and other inputs. */
function constantPart({ entry, at }: PlacedInput, value: JsonValue, write: Write, scope: Scoped, context: CompileContext, inputs: readonly string[]): Part {
  if (typeof value !== 'string') return (draft) => write(draft, entry.name, value)
  const template: Template = context.template(value, `${at}/value`, { inputs, open: true })
  return (draft, input) => {
    const rendered = template.value(scope(input))
    if (rendered !== undefined && rendered !== null) write(draft, entry.name, rendered)
  }
}
