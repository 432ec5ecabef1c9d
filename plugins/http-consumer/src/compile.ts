import type { CompileContext, ConsumerNode, Operation } from '@naftiko/plugin-api'
import { withPathKey } from './authentication/path-key.ts'
import type { HttpConsumesEntry } from './entry.ts'
import { compileOperation } from './operation.ts'
import type { HttpConsumerOptions } from './options.ts'
import { type Running, scopeOf } from './scope.ts'
import { Upstream } from './upstream.ts'

/** Compiles an entry into operations that share one upstream. Opens nothing: connections begin with `start`. */
export async function compileHttp(
  written: HttpConsumesEntry,
  context: CompileContext,
  options: HttpConsumerOptions,
): Promise<ConsumerNode> {
  const entry = withPathKey(written, context)
  const running: Running = { variables: {} }
  const upstream = new Upstream({ entry, running, context, options })
  const tools = { context, scope: scopeOf(running), upstream }
  const operations: Operation[] = []
  for (const [index, resource] of (entry.resources ?? []).entries()) {
    for (const [position, operation] of (resource.operations ?? []).entries()) {
      const at = { resource: `/resources/${index}`, operation: `/resources/${index}/operations/${position}` }
      const name = String(operation.name ?? '')
      const reason =
        name === '' ? 'has no name' : operations.some((one) => one.name === name) ? `is the second called "${name}"` : undefined
      if (reason === undefined) operations.push(await compileOperation({ consumes: entry, resource, operation, name, at }, tools))
      else reportUncallable(reason, at.operation, context)
    }
  }
  return { operations, start: (start) => upstream.start(start), stop: () => upstream.stop() }
}

function reportUncallable(reason: string, at: string, context: CompileContext): void {
  const hint = `give it a name of its own; calls say <namespace>.<name>`
  context.report({
    severity: 'warning',
    code: 'NAFTIKO_OPERATION_UNNAMED',
    message: `this operation ${reason}, so it cannot be called`,
    hint,
    at,
  })
}
