import type { CompileContext, ConsumerNode, Operation } from '@naftiko/plugin-api'
import { withPathKey } from './authentication/path-key.ts'
import type { HttpConsumesEntry } from './entry.ts'
import { compileOperation } from './operation.ts'
import type { HttpConsumerOptions } from './options.ts'
import { compileRelay } from './relay/relay.ts'
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
      if (name === '') {
        report('NAFTIKO_OPERATION_UNNAMED', 'this operation has no name, so it cannot be called', at.operation, context)
        continue
      }
      const isNamesake = operations.some((one) => one.name === name)
      if (isNamesake) report('NAFTIKO_OPERATION_NAMESAKE', `this operation is not the first called "${name}"`, at.operation, context)
      operations.push(await compileOperation({ consumes: entry, resource, operation, name, at }, tools))
    }
  }
  const relay = compileRelay(entry, tools)
  return { operations, relay, start: (start) => upstream.start(start), stop: () => upstream.stop() }
}

function report(code: string, message: string, at: string, context: CompileContext): void {
  context.report({ severity: 'warning', code, message, hint: 'give it a name of its own; calls say <namespace>.<name>', at })
}
