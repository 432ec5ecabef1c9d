import type { CompiledStep, InputParameter, JsonObject, StepContext } from '@naftiko/plugin-api'
import type { LinkTools } from '../link-tools.ts'
import type { StepScope } from './step-scope.ts'

/** A step after all was said about it. */
export type CompleteStep = Required<Pick<CompiledStep, 'run' | 'safe' | 'targets' | 'parameters' | 'selfContained'>>

/** Steps of one level, compiled. */
export interface Steps {
  readonly names: readonly string[]
  /** The step whose result is that of all: the last that is more than a lookup or a script. */
  readonly last: string | undefined
  readonly safe: boolean
  readonly targets: readonly string[]
  readonly parameters: readonly InputParameter[]
  /** Resolves to the results by name. */
  run(context: StepContext): Promise<JsonObject>
}

/** Compiles the steps of one level. Steps with steps inside them get it handed in. */
export type CompileSteps = (entries: readonly JsonObject[], at: string, scope: StepScope, tools: LinkTools) => Steps
