import type { CompileContext, ConsumerNode, Operation } from '@naftiko/plugin-api'
import type { McpConsumesEntry } from './entry/entry.ts'
import { compileOperation } from './operation.ts'
import type { McpConsumerOptions } from './options.ts'
import { compileLimits } from './server/limits.ts'
import { Server } from './server/server.ts'
import { compileTarget } from './target/target.ts'

/** Compiles an entry into operations that share one server. Connects to nothing: that begins with the first call. */
export async function compileMcp(entry: McpConsumesEntry, context: CompileContext, options: McpConsumerOptions): Promise<ConsumerNode> {
  const server = new Server({
    namespace: entry.namespace,
    target: await compileTarget(entry, context),
    limits: compileLimits(entry, options, context),
  })
  const operations: Operation[] = []
  for (const [index, tool] of (entry.tools ?? []).entries()) {
    const at = `/tools/${index}`
    const name = String(tool.name ?? tool.tool ?? '')
    if (name === '') {
      report('NAFTIKO_OPERATION_UNNAMED', 'this tool has no name, so it cannot be called', at, context)
      continue
    }
    const isNamesake = operations.some((one) => one.name === name)
    if (isNamesake) report('NAFTIKO_OPERATION_NAMESAKE', `this tool is not the first called "${name}"`, at, context)
    operations.push(await compileOperation({ entry, tool, name, at }, server, context))
  }
  return { operations, start: (start) => server.start(start), stop: (stop) => server.stop(stop) }
}

function report(code: string, message: string, at: string, context: CompileContext): void {
  context.report({ severity: 'warning', code, message, hint: 'give it a name of its own; calls say <namespace>.<name>', at })
}
