import { type JsonObject, pointerTo, type Problem } from '@naftiko/plugin-api'
import { nearest } from '../nearest.ts'
import { unknownKeyProblem } from './explain.ts'

/** What an entry that imports can have. */
const KEYS = ['import', 'location', 'as', 'description']

/** What documents write besides, and what does no harm. */
const HARMLESS: ReadonlySet<string> = new Set([...KEYS, 'namespace', 'type', 'name', 'label'])

/** Keys of an entry that imports: what stands there beside them is in the other file, and is read from that alone. */
export function importProblems(entry: JsonObject): readonly (Problem & { readonly at: string })[] {
  return Object.keys(entry).flatMap((key): readonly (Problem & { readonly at: string })[] => {
    if (HARMLESS.has(key)) return []
    const missing = KEYS.flatMap((one) => (entry[one] !== undefined ? [] : one === 'location' ? [one, 'from'] : [one]))
    const at = pointerTo('', key)
    const meant = nearest(key, missing)
    if (meant !== undefined) return [{ ...unknownKeyProblem(key, KEYS, Object.keys(entry), ''), at, meant }]
    const message = `"${key}" is not known here and is ignored: the entry is that of another file`
    return [{ severity: 'warning', code: 'NAFTIKO_UNKNOWN_KEY', message, hint: 'remove it, or write it in that file', at, key: true }]
  })
}
