import path from 'node:path'
import { isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import { unreadable } from './problem.ts'

/** Whether anything in the document refers to another file or address. */
export function refersElsewhere(document: JsonObject): boolean {
  const waiting: JsonValue[] = [document]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== 'object' || next === null) continue
    if (isObject(next) && typeof next['$ref'] === 'string' && !next['$ref'].startsWith('#')) return true
    for (const member of Object.values(next)) waiting.push(member)
  }
  return false
}

/** Places where names are data, and one that begins with `x-` is no extension. */
const NAMED = new Set(['properties', 'headers', 'schemas', 'parameters', 'responses', 'requestBodies', 'paths', 'variables', 'content'])

/** Without what other tools keep in a document: it may refer to files that only they have. */
export function withoutExtensions(value: JsonValue, key = ''): JsonValue {
  if (Array.isArray(value)) return value.map((one: JsonValue) => withoutExtensions(one))
  if (!isObject(value)) return value
  const members = Object.entries(value).filter(([name]) => !name.startsWith('x-') || name === 'x-nullable' || NAMED.has(key))
  return Object.fromEntries(members.map(([name, member]) => [name, withoutExtensions(member, name)]))
}

/**
 * The document with the parts that it keeps in other files brought in. A file may refer to files, an address to
 * addresses of the same origin, and a text to nothing: what is imported decides about nothing else on this machine or
 * in its network.
 */
export async function withOtherFiles(document: JsonObject, source: string | undefined): Promise<JsonObject> {
  if (source === undefined) {
    throw unreadable('the document refers to other files, and it is not known where they are; import it from its file or address')
  }
  const { $RefParser } = await import('@apidevtools/json-schema-ref-parser')
  const origin = /^https?:/i.test(source) ? new URL(source).origin : undefined
  const resolve =
    origin === undefined
      ? { http: false as const }
      : { file: false as const, http: { canRead: ({ url }: { readonly url: string }) => isWithin(url, origin), safeUrlResolver: false } }
  try {
    const bundled = await new $RefParser().bundle(
      origin === undefined ? path.resolve(source) : source,
      structuredClone(document) as Record<string, unknown>,
      { resolve },
    )
    return bundled as JsonObject
  } catch (cause) {
    throw unreadable(`a part of the document cannot be read: ${(cause as Error).message.split('\n', 1)[0]!}`, { cause })
  }
}

function isWithin(url: string, origin: string): boolean {
  return URL.canParse(url) && new URL(url).origin === origin
}
