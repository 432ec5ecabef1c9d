import { member } from '../json.ts'
import type { Method } from '../protocol/method.ts'
import { fixedList, page } from '../protocol/pages.ts'
import { invalidParams } from '../protocol/protocol-error.ts'
import type { ResourceTable } from './resource-table.ts'

/** Longer addresses are not looked at. */
const LONGEST_URI = 8192

/** The methods by which a server offers its resources. */
export function resourceMethods(table: ResourceTable, pageSize: number): readonly (readonly [string, Method])[] {
  return [
    ['resources/list', async (params) => page('resources', await table.list(), params, pageSize)],
    ['resources/templates/list', fixedList('resourceTemplates', table.templates, pageSize)],
    ['resources/read', async (params, call) => `{"contents":[${JSON.stringify(await table.read(uriOf(params), call))}]}`],
  ]
}

/** The address that a request is about. */
export function uriOf(params: Parameters<Method>[0]): string {
  const uri = member(params, 'uri')
  if (typeof uri !== 'string') throw invalidParams('the address of a resource is missing: "params.uri" must be a text')
  if (uri.length > LONGEST_URI) throw invalidParams(`an address has ${LONGEST_URI} characters at most, and this one has ${uri.length}`)
  return uri
}
