import type { LinkContext } from '@naftiko/plugin-api'
import type { McpExposesEntry } from '../entry/entry.ts'
import type { ResourceEntry } from '../entry/resource-entry.ts'
import type { MethodCall } from '../protocol/method.ts'
import { compileCalled } from './called.ts'
import { type ResourceChanges, resourceChanges } from './changes.ts'
import { fileResource, folderResource } from './files/folder.ts'
import { ResourceNotFound } from './read-error.ts'
import type { Resource, ResourceContents, ResourceDefinition, TemplateDefinition } from './resource.ts'
import { parseUriTemplate, type UriTemplate } from './uri-template.ts'

/** The resources of one entry, compiled once. */
export interface ResourceTable {
  readonly resources: readonly Resource[]
  readonly templates: readonly TemplateDefinition[]
  /** What there is now, in the order of the document. */
  list(): Promise<readonly ResourceDefinition[]>
  /** The first resource of the document that has something at this address answers. */
  read(uri: string, call: MethodCall): Promise<ResourceContents>
  readonly changes: ResourceChanges | undefined
}

/** Compiles the resources of an entry. `undefined` when it declares none. */
export async function compileResources(
  entry: McpExposesEntry,
  context: LinkContext,
  binaryLimit: number,
): Promise<ResourceTable | undefined> {
  if (entry.resources === undefined || entry.resources.length === 0) return undefined
  const compiler = new ResourceCompiler(entry.namespace, context, binaryLimit)
  for (const [index, one] of entry.resources.entries()) await compiler.add(one, `/resources/${index}`)
  return tableOf(compiler)
}

/** The same, and more after it. What is added is not watched. */
export function withMore(table: ResourceTable | undefined, more: readonly Resource[]): ResourceTable {
  return tableFrom([...(table?.resources ?? []), ...more], table?.changes)
}

function tableOf({ compiled }: ResourceCompiler): ResourceTable {
  const watched = compiled.flatMap(({ uri, resource: { changes } }) =>
    changes === undefined ? [] : [{ base: uri.replace(/\/+$/, ''), changes }],
  )
  return tableFrom(
    compiled.map(({ resource }) => resource),
    resourceChanges(watched),
  )
}

function tableFrom(resources: readonly Resource[], changes: ResourceChanges | undefined): ResourceTable {
  return {
    resources,
    templates: resources.flatMap(({ template }) => (template === undefined ? [] : [template])),
    list: async () => (await Promise.all(resources.map((resource) => resource.list()))).flat(),
    read: async (uri, call) => {
      for (const resource of resources) {
        const contents = await resource.read(uri, call)
        if (contents !== undefined) return contents
      }
      throw new ResourceNotFound(uri)
    },
    changes,
  }
}

class ResourceCompiler {
  readonly compiled: { readonly uri: string; readonly resource: Resource }[] = []
  readonly #namespace: string
  readonly #context: LinkContext
  readonly #binaryLimit: number

  constructor(namespace: string, context: LinkContext, binaryLimit: number) {
    this.#namespace = namespace
    this.#context = context
    this.#binaryLimit = binaryLimit
  }

  async add(entry: ResourceEntry, at: string): Promise<void> {
    const template = this.#template(entry, at)
    if (template === undefined) return
    const resource = entry.location === undefined ? this.#called(entry, template, at) : await this.#located(entry, template, at)
    if (resource !== undefined) this.compiled.push({ uri: template.text, resource })
  }

  #template(entry: ResourceEntry, at: string): UriTemplate | undefined {
    if (entry.uri === undefined || entry.uri.trim() === '') {
      const hint = 'add "uri", such as docs://guide: clients read a resource by it'
      return this.#fail('NAFTIKO_RESOURCE_URI', 'a resource has no address', at, hint)
    }
    const template = parseUriTemplate(entry.uri.trim())
    if (typeof template === 'string') return this.#fail('NAFTIKO_RESOURCE_URI', `"${entry.uri}" cannot be served: ${template}`, `${at}/uri`)
    if (this.compiled.some(({ uri }) => uri === template.text))
      return this.#ignore(
        'NAFTIKO_RESOURCE_DUPLICATE',
        `there are two resources at "${template.text}", and the first one is served`,
        `${at}/uri`,
        'give the second another address',
      )
    return template
  }

  #called(entry: ResourceEntry, template: UriTemplate, at: string): Resource {
    const options = { namespace: this.#namespace, binaryLimit: this.#binaryLimit }
    return compileCalled(entry, template, at, this.#context, options)
  }

  async #located(entry: ResourceEntry, { text, variables }: UriTemplate, at: string): Promise<Resource | undefined> {
    if (variables.length > 0)
      return this.#fail('NAFTIKO_RESOURCE_URI', `"${text}" stands for files, so it can have no variables`, `${at}/uri`)
    if (entry.call !== undefined || entry.steps !== undefined || entry.ref !== undefined)
      this.#ignore(
        'NAFTIKO_RESOURCE_LOCATION',
        'a resource with a "location" calls nothing, so its call is left out',
        at,
        'remove "location" or "call"',
      )
    const options = { limit: this.#binaryLimit, log: this.#context.log }
    try {
      const { path, kind } = await this.#context.locate(entry.location!)
      if (kind === 'file') return fileResource(entry, text, path, options)
      if (kind !== 'folder')
        this.#ignore(
          'NAFTIKO_RESOURCE_LOCATION',
          `there is no folder at "${entry.location}", so nothing is listed until there is one`,
          `${at}/location`,
          'mend the path, which is relative to the document: file:///./folder',
        )
      return folderResource(entry, text, path, options)
    } catch (error) {
      return this.#fail('NAFTIKO_RESOURCE_LOCATION', error instanceof Error ? error.message : String(error), `${at}/location`)
    }
  }

  #fail(code: string, message: string, at: string, hint?: string): undefined {
    this.#context.report({ code, message, at, ...(hint === undefined ? {} : { hint }) })
  }

  #ignore(code: string, message: string, at: string, hint: string): undefined {
    this.#context.report({ severity: 'warning', code, message, at, hint })
  }
}
