import type { JsonObject, JsonValue } from '@naftiko/plugin-api'
import type { CapabilityDocument } from './document.ts'
import type { Place } from './locate.ts'
import { parseYaml } from './parse-yaml.ts'
import { Reporter } from './reporter.ts'
import type { SourceText } from './source.ts'

/** What of a document is kept to compile it again, and to show it. Where everything stood is not among it. */
export interface Remembered extends SourceText {
  readonly value: JsonObject
  readonly version?: string
  /** Where secrets stand in the text. */
  readonly secrets: readonly Place[]
}

export function remember({ source, normal, reporter, version }: CapabilityDocument): Remembered {
  return { ...source, value: normal.value, secrets: reporter.secrets, ...(version === undefined ? {} : { version }) }
}

/** The document again. What is found in it now was told before, so nobody looks into its reporter. */
export function recall({ file, base, text, value, version }: Remembered): CapabilityDocument {
  return {
    source: { file, base, text },
    normal: { value: bare(value) as JsonObject, problems: [], origin: (pointer) => pointer, release: () => {} },
    reporter: new Reporter(file, parseYaml('')),
    usable: true,
    ...(version === undefined ? {} : { version }),
  }
}

/** Objects without a prototype, as normalised documents have them: their keys are those of the author and no others. */
function bare(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => bare(item))
  if (typeof value !== 'object' || value === null) return value
  const result = Object.create(null) as Record<string, JsonValue>
  for (const [key, member] of Object.entries(value)) result[key] = bare(member)
  return result
}
