import type { Plugin } from '@naftiko/plugin-api'
import { callStep } from './call-step.ts'
import { groupStep } from './group-step.ts'
import { jsonFormat } from './json-format.ts'
import { lookupStep } from './lookup-step.ts'
import { parallelStep } from './parallel-step.ts'
import { switchStep } from './switch-step.ts'
import { textFormat } from './text-format.ts'
import { transformStep } from './transform-step.ts'

/** What every engine has: the formats that need no library, and the steps that only orchestrate. They go through the same registry as any plugin. */
export function builtinPlugins(): readonly Plugin[] {
  return [
    jsonFormat(),
    textFormat(),
    callStep(),
    lookupStep(),
    groupStep(),
    parallelStep(),
    switchStep(),
    transformStep(),
  ] as readonly Plugin[]
}
