import type { MaybePromise, Operation } from '@naftiko/plugin-api'
import type { IconEntry } from '../entry/icon.ts'
import type { ResourceEntry } from '../entry/resource-entry.ts'
import type { MethodCall } from '../protocol/method.ts'
import type { FolderChanges } from './files/changes.ts'

/** What clients see of resources and of templates alike. */
export interface ResourceFacts {
  readonly name: string
  readonly title?: string
  readonly description?: string
  readonly mimeType?: string
  readonly icons?: readonly IconEntry[]
}

/** One line of `resources/list`. */
export interface ResourceDefinition extends ResourceFacts {
  readonly uri: string
  readonly size?: number
}

/** One line of `resources/templates/list`. */
export interface TemplateDefinition extends ResourceFacts {
  readonly uriTemplate: string
}

/** What was read. */
export type ResourceContents =
  | { readonly uri: string; readonly mimeType?: string; readonly text: string }
  | { readonly uri: string; readonly mimeType?: string; readonly blob: string }

/** One entry of `resources`: one resource, all that fit a template, or all files of a folder. */
export interface Resource {
  /** What there is to list now. */
  list(): MaybePromise<readonly ResourceDefinition[]>
  readonly template?: TemplateDefinition
  /** The values that variables of the template can have, where they are known. */
  readonly choices?: ReadonlyMap<string, readonly string[]>
  /**
   * Resolves to `undefined` when the address is none of its own, or nothing is there. Rejects with a `ProtocolError` for
   * what cannot be read, and with anything after the signal was aborted.
   */
  read(uri: string, call: MethodCall): Promise<ResourceContents | undefined>
  /** Present where it is known when something changes. */
  readonly changes?: FolderChanges
  /** The same for callers in this process, where it calls something. */
  readonly operation?: Operation
}

/** What an entry says about itself. */
export function factsOf(entry: ResourceEntry): ResourceFacts {
  const { name, label, uri, description, mimeType, icons } = entry
  return {
    name: name ?? uri ?? 'resource',
    ...(label === undefined ? {} : { title: label }),
    ...(description === undefined ? {} : { description }),
    ...(mimeType === undefined ? {} : { mimeType }),
    ...(icons === undefined ? {} : { icons }),
  }
}
