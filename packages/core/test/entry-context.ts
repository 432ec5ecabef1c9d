import type { LinkContext, Problem } from '@naftiko/plugin-api'
import { compileContext } from '../src/compile/context.ts'
import { Targets } from '../src/compile/targets.ts'
import { readDocument } from '../src/document/document.ts'
import { DEFAULT_LIMITS } from '../src/limits.ts'
import { silentLogger } from '../src/observe/silent-logger.ts'
import { PluginRegistry } from '../src/plugin/registry.ts'
import { Schemas } from '../src/validate/schemas.ts'

/** The real context of one entry, with its findings gathered. */
export function entryContext(targets: Targets = new Targets()): {
  readonly context: LinkContext
  readonly problems: Problem[]
  readonly variables: string[]
} {
  const problems: Problem[] = []
  const variables: string[] = []
  const context = compileContext(
    {
      limits: DEFAULT_LIMITS,
      log: silentLogger,
      registry: new PluginRegistry([]),
      schemas: new Schemas(),
      names: { callers: new Set(['rest', 'tools', 'api-rest', 'api-mcp']), bindNamespaces: new Set(['env']), bound: new Set(['TOKEN']) },
      targets,
      runtime: { variables: { TOKEN: 'secret' } },
      sequential: false,
      pending: [],
      kept: [],
      findings: { report: (problem) => void problems.push(problem), explain: () => {} },
      uses: (variable) => variables.push(variable),
    },
    { value: { namespace: 'entry' }, pointer: '', document: readDocument({ file: 'entry.yaml', text: '{}', base: process.cwd() }) },
  )
  return { context, problems, variables }
}
