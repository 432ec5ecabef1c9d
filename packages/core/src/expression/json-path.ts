import { createRequire } from 'node:module'
import { type JsonValue, MappingError } from '@naftiko/plugin-api'

const require = createRequire(import.meta.url)

/** What only JSONPath has: recursive descent, filters, slices and unions. */
const ONLY_JSON_PATH = /\.\.|\[\s*\?|\[[^\]'"]*[:,]|\['[^']*'\s*,/

/**
 * Reads the text as a JSONPath query (RFC 9535), or returns `undefined` so that the caller can try the next dialect.
 * Its result is always the list of what was found. `.length()` at the end counts that. The library is loaded by the
 * first document that needs it.
 */
export function compileJsonPath(text: string): ((value: JsonValue) => JsonValue) | undefined {
  const trimmed = text.trim()
  if (!/^\$[.[]/.test(trimmed) || !ONLY_JSON_PATH.test(trimmed)) return undefined
  const { jsonpath } = require('json-p3') as typeof import('json-p3')
  const counted = trimmed.endsWith('.length()')
  const query = withHyphens(counted ? trimmed.slice(0, -'.length()'.length) : trimmed)
  try {
    const compiled = jsonpath.compile(query)
    return (value) => {
      const found = evaluate(() => compiled.query(value as never).values() as JsonValue[], text)
      return counted ? found.length : found
    }
  } catch {
    return undefined
  }
}

/** Names of documents have hyphens, which the short form of RFC 9535 does not allow: `.get-ship` → `['get-ship']`. */
function withHyphens(query: string): string {
  return query.replaceAll(
    /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|(\.\.?)([\p{L}_][\p{L}\p{N}_]*(?:-[\p{L}\p{N}_]+)+)/gu,
    (all, dots?: string, name?: string) => (name === undefined ? all : `${dots === '..' ? '..' : ''}['${name}']`),
  )
}

function evaluate<T>(run: () => T, text: string): T {
  try {
    return run()
  } catch (error) {
    throw new MappingError(`the query ${JSON.stringify(text)} could not be evaluated`, { cause: error })
  }
}
