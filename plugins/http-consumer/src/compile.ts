import type { CompileContext, ConsumerNode } from '@naftiko/plugin-api'
import type { HttpConsumesEntry } from './entry.ts'
import { compileOperation } from './operation.ts'
import { type Running, scopeOf } from './scope.ts'
import { Upstream } from './upstream.ts'

/** Compiles an entry into operations that share one upstream. Opens nothing: connections begin with `start`. */
export function compileHttp(entry: HttpConsumesEntry, context: CompileContext): ConsumerNode {
  const running: Running = { variables: {} }
  const upstream = new Upstream(entry, running, context)
  const tools = { context, scope: scopeOf(running), upstream }
  const operations = (entry.resources ?? []).flatMap((resource, index) =>
    (resource.operations ?? []).map((operation, position) => {
      const at = `/resources/${index}`
      return compileOperation(entry, resource, operation, { resource: at, operation: `${at}/operations/${position}` }, tools)
    }),
  )
  return { operations, start: (start) => upstream.start(start), stop: () => upstream.stop() }
}
