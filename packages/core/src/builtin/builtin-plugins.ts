import type { Plugin } from '@naftiko/plugin-api'
import { jsonFormat } from './json-format.ts'
import { textFormat } from './text-format.ts'

/** What every engine has: the formats that need no library. They go through the same registry as any plugin. */
export function builtinPlugins(): readonly Plugin[] {
  return [jsonFormat(), textFormat()]
}
