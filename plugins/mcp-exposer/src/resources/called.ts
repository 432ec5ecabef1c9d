import {
  emptyObject,
  type InputEntry,
  InvocationError,
  isList,
  isObject,
  type JsonObject,
  type LinkContext,
  type LinkedCall,
  type Operation,
} from '@naftiko/plugin-api'
import { collectLimited } from '../collect.ts'
import type { ResourceEntry } from '../entry/resource-entry.ts'
import type { MethodCall } from '../protocol/method.ts'
import { compileArguments, type ReadArguments } from '../tools/arguments.ts'
import { type ShownInput, shownInput } from '../tools/input-schema.ts'
import { toolInput } from '../tools/tool-input.ts'
import { contentsOf } from './contents.ts'
import { toReadError } from './read-error.ts'
import { factsOf, type Resource, type ResourceContents } from './resource.ts'
import type { UriTemplate } from './uri-template.ts'

export interface CalledOptions {
  readonly namespace: string
  readonly binaryLimit: number
}

/** Compiles a resource that is called for when it is read. The variables of its address are the arguments of the call. */
export function compileCalled(
  entry: ResourceEntry,
  template: UriTemplate,
  at: string,
  context: LinkContext,
  options: CalledOptions,
): Resource {
  const inputs = inputsOf(entry, template)
  const linked = context.link({ ...entry, inputParameters: inputs }, at)
  const shape = toolInput({ ...entry, inputParameters: inputs }, linked, at, context.report)
  reportMissing(
    shape.parameters.filter((one) => one.required && !template.variables.includes(one.name)),
    template,
    at,
    context,
  )
  const shown = shownInput(shape, linked.targets.length === 0)
  const facts = factsOf(entry)
  const operation: Operation = { ...operationOf(entry, template, linked), name: facts.name, input: shape }
  const read = readerOf({
    entry,
    linked,
    context,
    options,
    read: compileArguments(shown, context),
    operation: `${options.namespace}.${facts.name}`,
  })
  const base = { operation, read: async (uri: string, call: MethodCall) => readMatching(uri, template, call, read) }
  if (template.variables.length === 0) return { ...base, list: () => [{ uri: template.text, ...facts }] }
  return { ...base, list: () => [], template: { uriTemplate: template.text, ...facts }, choices: choicesOf(shown) }
}

async function readMatching(
  uri: string,
  template: UriTemplate,
  call: MethodCall,
  read: (uri: string, values: JsonObject, call: MethodCall) => Promise<ResourceContents>,
): Promise<ResourceContents | undefined> {
  const values = template.match(uri)
  return values === undefined ? undefined : read(uri, values, call)
}

interface ReaderParts {
  readonly entry: ResourceEntry
  readonly linked: LinkedCall
  readonly context: LinkContext
  readonly options: CalledOptions
  readonly read: ReadArguments
  readonly operation: string
}

function readerOf({ entry, linked, context, options, read, operation }: ReaderParts) {
  const contents = { mimeType: entry.mimeType, binary: entry.binary === true }
  return async (uri: string, values: JsonObject, call: MethodCall): Promise<ResourceContents> => {
    const { signal, callerHeaders } = call
    try {
      const outcome = await linked.invoke({
        operation,
        input: read(values),
        signal,
        trace: call.trace(),
        ...(callerHeaders === undefined ? {} : { callerHeaders }),
      })
      return contentsOf(uri, await collectLimited(context, outcome, options.binaryLimit, { signal }), contents)
    } catch (error) {
      throw InvocationError.is(error) ? toReadError(error, uri) : error
    }
  }
}

/** Every variable is an input, whether the document says more about it or not; what else is declared needs a value of its own. */
function inputsOf(entry: ResourceEntry, template: UriTemplate): readonly InputEntry[] {
  const declared = entry.inputParameters ?? []
  const others = template.variables.filter((name) => !declared.some((input) => input.name === name))
  const made = others.map((name): InputEntry => ({ name, type: 'string', required: true }))
  return [...declared, ...made]
}

function operationOf(entry: ResourceEntry, template: UriTemplate, linked: LinkedCall): Omit<Operation, 'name' | 'input'> {
  const description = entry.description ?? linked.description
  return {
    summary: `resource ${template.text}`,
    ...(description === undefined ? {} : { description }),
    ...(linked.output === undefined ? {} : { output: linked.output }),
    ...(linked.effects === undefined ? {} : { effects: linked.effects }),
    calls: linked.targets,
    invoke: linked.invoke,
  }
}

function choicesOf({ schema, originals }: ShownInput): ReadonlyMap<string, readonly string[]> {
  const choices = new Map<string, readonly string[]>()
  for (const [name, one] of Object.entries(isObject(schema['properties']) ? schema['properties'] : emptyObject())) {
    const values = isObject(one) ? one['enum'] : undefined
    if (isList(values)) choices.set(originals.get(name) ?? name, values.map(String))
  }
  return choices
}

function reportMissing(missing: readonly { readonly name: string }[], template: UriTemplate, at: string, { report }: LinkContext): void {
  for (const { name } of missing)
    report({
      severity: 'warning',
      code: 'NAFTIKO_RESOURCE_INPUT',
      message: `"${template.text}" cannot be read: nothing gives the call its input "${name}"`,
      hint: `write {${name}} into the "uri", or a constant into "with"`,
      at: `${at}/uri`,
    })
}
