import type { Diagnostic } from '@naftiko/plugin-api'

/** Each of these is told once for an entry, however often it is there: who mends the first mends them all. */
const ONE_FOR_ENTRY: ReadonlySet<string> = new Set([
  'NAFTIKO_BODY_FORM',
  'NAFTIKO_CALL_INFERRED',
  'NAFTIKO_INPUT_UNPASSED',
  'NAFTIKO_LIST_FORM',
  'NAFTIKO_OPERATION_PATH',
  'NAFTIKO_PATH_FORM',
  'NAFTIKO_PATH_FRAGMENT',
  'NAFTIKO_PATH_INPUT_UNPLACED',
  'NAFTIKO_REFERENCE_FORM',
  'NAFTIKO_ROUTE_FRAGMENT',
  'NAFTIKO_TOOL_NAME',
  'NAFTIKO_UNKNOWN_OPERATION',
])

/** Of warnings of one kind in one entry the first is kept, and says how many more there are. Errors are all kept. */
export function withoutRepetitions(sorted: readonly Diagnostic[]): readonly Diagnostic[] {
  const counts = new Map<string, number>()
  for (const diagnostic of sorted) counts.set(kindOf(diagnostic), (counts.get(kindOf(diagnostic)) ?? 0) + 1)
  const told = new Set<string>()
  return sorted.flatMap((diagnostic) => {
    const kind = kindOf(diagnostic)
    const others = counts.get(kind)! - 1
    if (diagnostic.severity === 'error' || others === 0) return [diagnostic]
    if (told.has(kind)) return []
    told.add(kind)
    return [{ ...diagnostic, message: `${diagnostic.message} (and ${others} more like this in the same entry)` }]
  })
}

function kindOf({ severity, code, message, pointer }: Diagnostic): string {
  const entry = /^(?:\/capability)?\/(?:consumes|exposes|aggregates|binds)\/[^/]+|^\/[^/]*/.exec(pointer)?.[0] ?? ''
  return [severity, code, entry, ONE_FOR_ENTRY.has(code) ? '' : message].join('\n')
}
