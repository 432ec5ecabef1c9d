import {
  simpleName,
  type InputEntry,
  type InputParameter,
  type InputShape,
  type JsonSchema,
  type LinkContext,
  type LinkedCall,
} from '@naftiko/plugin-api'
import { completeSchema } from './complete-schema.ts'
import { INPUT_TYPES } from '../entry/call-schema.ts'
import type { ToolEntry } from '../entry/tool-entry.ts'

/** Where an input can travel without being a member of a body. */
const OUTSIDE_OF_BODY: ReadonlySet<string | undefined> = new Set(['path', 'query', 'header', 'cookie'])

const BODY: InputParameter = {
  name: 'body',
  required: false,
  in: 'body',
  schema: { type: 'object', description: 'The request body as one object. Alternatively, give its members as arguments of their own.' },
}

/**
 * Everything a caller can give a tool: the inputs that it declares, then those that its call implies. Constants are
 * not among them. An operation that passes a body on, and whose tool declares none of its members, takes a `body`.
 */
export function toolInput(tool: ToolEntry, linked: LinkedCall, at: string, report: LinkContext['report']): InputShape {
  const entries = (tool.inputParameters ?? []).filter((entry) => typeof entry.name === 'string' && entry.name !== '')
  const shown = entries.filter((entry) => entry.value === undefined)
  const implied = new Map(linked.input.parameters.map((parameter) => [simpleName(parameter.name), parameter]))
  const taken = new Set(entries.map((entry) => simpleName(entry.name)))
  const declared = shown.map((entry) => declaredParameter(entry, implied.get(simpleName(entry.name))))
  const others = linked.input.parameters
    .filter((parameter) => !taken.has(simpleName(parameter.name)))
    .map((parameter) => impliedParameter(parameter, linked))
  const parameters = [...declared, ...others]
  for (const [index, entry] of (tool.inputParameters ?? []).entries())
    reportUnknownType(entry, `${at}/inputParameters/${index}/type`, report)
  return {
    parameters: takesLooseBody(shown, implied, parameters, linked) ? [...parameters, BODY] : parameters,
    payload: linked.input.payload,
  }
}

/** What the document says wins over what the operation says; what the operation needs, it needs all the same. */
function declaredParameter(entry: InputEntry, implied: InputParameter | undefined): InputParameter {
  const hasDefault = entry.default !== undefined
  const place = implied?.in ?? entry.in
  return {
    name: entry.name,
    required: !hasDefault && ((entry.required ?? true) || (implied?.required ?? false)),
    schema: declaredSchema(entry, implied?.schema ?? {}),
    ...(place === undefined ? {} : { in: place }),
  }
}

function declaredSchema(entry: InputEntry, implied: JsonSchema): JsonSchema {
  const { name: _name, in: _in, required: _required, value: _value, type: declaredType, ...rest } = entry
  const type = declaredType ?? implied['type'] ?? impliedType(entry)
  const own = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  const { type: _type, ...base } = implied
  return completeSchema({ ...base, ...own, ...(type === undefined ? {} : { type }) })
}

/** An input without a type is a string, unless its other properties say that it cannot be one. */
function impliedType(entry: InputEntry): string | undefined {
  if (entry.items !== undefined) return 'array'
  if (entry.properties !== undefined) return 'object'
  const examples = [...(entry.enum ?? []), ...(entry.default === undefined ? [] : [entry.default])]
  return examples.every((example) => typeof example === 'string') ? 'string' : undefined
}

function impliedParameter(parameter: InputParameter, linked: LinkedCall): InputParameter {
  const schema = completeSchema(parameter.schema)
  if (linked.input.payload !== 'opaque' || parameter.in !== 'body') return { ...parameter, schema }
  // Members may be given one by one instead of the body as a whole, so that no single argument is required.
  return { ...parameter, required: false, schema: { ...BODY.schema, ...schema } }
}

function takesLooseBody(
  shown: readonly InputEntry[],
  implied: ReadonlyMap<string, InputParameter>,
  parameters: readonly InputParameter[],
  linked: LinkedCall,
): boolean {
  if (linked.input.payload !== 'opaque') return false
  const declaresMembers = shown.some((entry) => !implied.has(simpleName(entry.name)) && !OUTSIDE_OF_BODY.has(entry.in))
  return !declaresMembers && !parameters.some((parameter) => parameter.in === 'body' || parameter.name === BODY.name)
}

function reportUnknownType(entry: InputEntry, at: string, report: LinkContext['report']): void {
  const type: unknown = entry.type
  if (typeof type !== 'string' || INPUT_TYPES.includes(type)) return
  report({
    severity: 'warning',
    code: 'NAFTIKO_INPUT_TYPE_UNKNOWN',
    message: `"${type}" is not a type of an input, so "${entry.name}" takes any value`,
    hint: `the types are ${INPUT_TYPES.join(', ')}`,
    at,
  })
}
