import type { Schemas } from '../validate/schemas.ts'
import type { Lifecycle, LinkContext } from '@naftiko/plugin-api'
import type { TemplateNames } from '../expression/template.ts'
import type { ExpressionLimits } from '../expression/jsonata.ts'
import type { PluginRegistry } from '../plugin/registry.ts'
import type { Runtime } from './runtime.ts'
import type { Targets } from './targets.ts'

/** What linking needs: the context of the entry, and the compilation around it. */
export interface LinkTools extends LinkContext {
  readonly targets: Targets
  readonly names: TemplateNames
  readonly runtime: Runtime
  readonly registry: PluginRegistry
  readonly schemas: Schemas
  readonly limits: ExpressionLimits
  /** Bytes of one result that are read at once. */
  readonly collectBytes: number
  /** No steps run side by side. */
  readonly sequential: boolean
  explain(at: string, text: string, kind: string, meaning: string): void
  /** Compilation is not over before this is. */
  wait(pending: Promise<void>): void
  /** Lives as long as the entry's node: started and stopped with it. */
  keep(lifecycle: Lifecycle): void
}
