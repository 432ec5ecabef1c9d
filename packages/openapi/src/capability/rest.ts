import type { JsonObject } from '@naftiko/plugin-api'
import { kebab } from '../names/kebab.ts'
import { pathWords } from '../names/operation-name.ts'
import { UniqueNames } from '../names/unique.ts'
import { answerType, withoutFragment } from './consumes.ts'
import { groupBy } from './group-by.ts'
import { routeInput, withOf } from './inputs.ts'
import type { PlannedApi, PlannedOperation } from './plan.ts'
import { describe } from './text.ts'

/** A method that a route can have. */
const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'])

/** The REST side: the paths of the API itself. */
export function restEntry(apis: readonly PlannedApi[], namespace: string, description: string): JsonObject {
  const routes = routesOf(apis.flatMap((api) => api.operations.map((planned) => ({ planned, call: api.namespace }))))
  const names = new UniqueNames()
  const resources = [...groupBy(routes, (route) => route.path)].map(([path, ofPath]) => ({
    name: names.take(kebab(pathWords(path))),
    path,
    operations: ofPath.map(routeOperation),
  }))
  return { type: 'rest', namespace: `${namespace}-rest`, port: 8080, description, resources }
}

interface Route {
  readonly path: string
  readonly planned: PlannedOperation
  readonly call: string
}

/** Each with a path of its own: one that another route answers already, or that has a query in it, is called by its name. */
function routesOf(operations: readonly { readonly planned: PlannedOperation; readonly call: string }[]): readonly Route[] {
  const taken = new Set<string>()
  return operations
    .filter(({ planned }) => METHODS.has(planned.operation.method))
    .map(({ planned, call }) => {
      const own = withoutLastSlash(withoutFragment(planned.path))
      const path = isPlain(own) && !taken.has(keyOf(planned, own)) ? own : namedPath(planned)
      taken.add(keyOf(planned, path))
      return { path, planned, call }
    })
}

/** A route answers with and without it. */
function withoutLastSlash(path: string): string {
  return path.replace(/(?<=.)\/$/, '')
}

function isPlain(path: string): boolean {
  const variables = path.match(/\{[^{}]+\}/g) ?? []
  return /^\/[^?]*$/.test(path) && path !== '/openapi.json' && new Set(variables).size === variables.length
}

function keyOf({ operation }: PlannedOperation, path: string): string {
  return `${operation.method} ${path.replaceAll(/\{[^{}]+\}/g, '{}')}`
}

function namedPath({ operation, inputs }: PlannedOperation): string {
  const variables = inputs.filter((input) => input.in === 'path').map((input) => `{${input.name}}`)
  return ['', operation.name, ...variables].join('/')
}

function routeOperation({ planned: { operation, inputs }, call }: Route): JsonObject {
  const description = describe(operation.summary, operation.description)
  const declared = inputs.filter((input) => input.constant === undefined && input.whole !== true)
  const given = withOf(inputs, 'rest')
  return {
    name: operation.name,
    method: operation.method,
    ...(description === undefined ? {} : { description }),
    ...(declared.length === 0 ? {} : { inputParameters: declared.map(routeInput) }),
    call: `${call}.${operation.name}`,
    ...(given === undefined ? {} : { with: given }),
    ...(operation.answer?.json === true ? { outputParameters: [{ type: answerType(operation.answer.schema), mapping: '$.' }] } : {}),
  }
}
