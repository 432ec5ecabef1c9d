import type { JsonObject } from '@naftiko/plugin-api'
import type { Api } from '../api/api.ts'
import { kebab, shorten } from '../names/kebab.ts'
import { authenticationOf, impliedCredential, isCredential, type PlannedAuthentication } from './authentication.ts'
import { consumesEntry } from './consumes.ts'
import { type Group, groupsOf } from './groups.ts'
import { mcpEntry } from './mcp.ts'
import type { PlannedApi } from './plan.ts'
import { groupBy } from './group-by.ts'
import { planOperations } from './plan-inputs.ts'
import { restEntry } from './rest.ts'

/** A side on which an imported API can be served. */
export type ExposeKind = 'rest' | 'mcp'

export interface CapabilityOptions {
  /** Name of the consumed API in calls. */
  readonly namespace: string
  readonly expose: readonly ExposeKind[]
}

const EXPOSE = { rest: restEntry, mcp: mcpEntry }

/** The whole document, as data. */
export function capabilityOf(api: Api, options: CapabilityOptions): JsonObject {
  const { namespace } = options
  const groups = groupsOf(api, namespace).map(withImpliedCredential)
  const planned = groups.map((group) => ({ group, api: planOf(group), authentication: authenticationOf(group.security, group.namespace) }))
  const binds = bindsOf(planned.flatMap(({ authentication }) => authentication ?? []))
  const apis = planned.map((one) => one.api)
  return {
    naftiko: '1.0.0-alpha2',
    info: infoOf(api),
    capability: {
      ...(binds === undefined ? {} : { binds }),
      consumes: planned.map(({ group, api: { operations }, authentication }) =>
        consumesEntry(group, operations, authentication, firstLine(api.description) ?? `${api.title}.`),
      ),
      ...(options.expose.length === 0
        ? {}
        : { exposes: options.expose.map((kind) => EXPOSE[kind](apis, namespace, firstLine(api.description) ?? `${api.title}.`)) }),
    },
  }
}

/** A name for calls: `Pet Store API` becomes `pet-store-api`. */
export function namespaceOf(title: string): string {
  const name = shorten(kebab(title), 40)
  return name === '' ? 'api' : /^\d/.test(name) ? `api-${name}` : name
}

function withImpliedCredential(group: Group): Group {
  if (group.security.length > 0) return group
  return { ...group, security: impliedCredential(group.operations.flatMap((operation) => operation.parameters)) }
}

function planOf(group: Group): PlannedApi {
  const isTaken = (place: string, name: string): boolean => isCredential(group.security, place, name)
  const byPath = [...groupBy(group.operations, ({ path }) => path).values()]
  return { namespace: group.namespace, operations: byPath.flatMap((operations) => planOperations(operations, isTaken)) }
}

function bindsOf(authentications: readonly PlannedAuthentication[]): JsonObject[] | undefined {
  const variables = [...new Set(authentications.flatMap((one) => one.variables))]
  return variables.length === 0 ? undefined : [{ namespace: 'env', keys: Object.fromEntries(variables.map((name) => [name, name])) }]
}

function infoOf(api: Api): JsonObject {
  return {
    label: api.title,
    ...(api.description === undefined ? {} : { description: api.description }),
    ...(api.version === undefined ? {} : { version: api.version }),
    ...(api.tags.length === 0 ? {} : { tags: api.tags.slice(0, 30) }),
  }
}

function firstLine(text: string | undefined): string | undefined {
  const line = text?.split('\n').find((one) => /\p{L}/u.test(one) && !/^\s*[#<!|]/.test(one))
  return line?.trim().slice(0, 300)
}
