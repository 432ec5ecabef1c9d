import { API_VERSION, type BinderNode, type BinderPlugin, type BindsEntry, type CompileContext } from '@naftiko/plugin-api'
import { parseValues } from './parse-values.ts'
import { valueAt } from './value-at.ts'

/**
 * Binds `keys` to values of a file: `file:///./secrets.yaml` is relative to the document, `file:///etc/app.json` is not.
 * The file is read when a host starts, so validating needs no secrets.
 */
export function fileBinder(): BinderPlugin {
  return {
    kind: 'binder',
    type: 'file',
    name: '@naftiko/file-binder',
    apiVersion: API_VERSION,
    description: 'Variables from JSON, YAML and dotenv files',
    compile: compileFile,
  }
}

/** A file that is not there, or a key that is not in it, leaves variables out: the host says which have no value. */
function compileFile(entry: BindsEntry, context: CompileContext): BinderNode {
  const location = entry.location ?? ''
  const keys = Object.entries(entry.keys)
  return {
    async resolve({ log }) {
      let values: unknown
      try {
        values = await parseValues(location, new TextDecoder().decode(await context.read(location)))
      } catch (error) {
        log.warn(`${location} gives no values: ${reasonOf(error)}`, { code: 'NAFTIKO_BIND_UNREADABLE', namespace: entry.namespace })
        return {}
      }
      return Object.fromEntries(
        keys.flatMap(([name, key]) => {
          const value = valueAt(values, key)
          return value === undefined ? [] : [[name, value]]
        }),
      )
    },
  }
}

/** What parsers say may quote the line that they stumbled over, and that line may be a secret: only its place is told. */
function reasonOf(error: unknown): string {
  const { code, linePos } = error as { code?: string; linePos?: readonly { line: number; col: number }[] }
  const place = linePos?.[0]
  if (code === 'ENOENT') return 'there is no such file'
  if (place !== undefined) return `it cannot be parsed (line ${place.line}, column ${place.col})`
  if (error instanceof SyntaxError) return 'it cannot be parsed'
  return code ?? (error instanceof Error ? error.message : 'it cannot be read')
}
