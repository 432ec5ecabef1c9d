import { isObject, type JsonObject } from '@naftiko/plugin-api'
import { unreadable } from './problem.ts'

/** Descriptions share far fewer nodes than this; a text that expands to more is an attack. */
const MAX_ALIASES = 10_000

/** The object in a JSON or YAML text. Keys that occur twice are a common slip, and the last one counts. */
export async function parseText(text: string): Promise<JsonObject> {
  const value = looksLikeJson(text) ? parseJson(text) : undefined
  const parsed = value ?? (await parseYaml(text))
  if (isObject(parsed)) return parsed
  throw unreadable('the text is no OpenAPI document: it holds no object with an "openapi" or "swagger" key')
}

function looksLikeJson(text: string): boolean {
  return /^\uFEFF?\s*\{/.test(text)
}

/** JSON is tried first because it is much faster; what is only nearly JSON may still be YAML. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}

async function parseYaml(text: string): Promise<unknown> {
  const { parseDocument } = await import('yaml')
  const document = parseDocument(text, { prettyErrors: true, uniqueKeys: false, merge: true, logLevel: 'silent' })
  const [error] = document.errors
  if (error !== undefined) throw unreadable(`the text is neither JSON nor YAML: ${error.message.split('\n', 1)[0]!.replace(/:$/, '')}`)
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES })
  } catch (cause) {
    throw unreadable('the text cannot be read: its aliases expand to too much', { cause })
  }
}
