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
      : { file: false as const, http: { canRead: ({ url }: FileAt) => isWithin(url, origin), read: ({ url }: FileAt) => fetchText(url) } }
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

interface FileAt {
  readonly url: string
}

const PATIENCE_MS = 30_000
const MOST_CHARACTERS = 32 * 1024 * 1024

/** A redirect could lead anywhere, so none is followed. */
async function fetchText(url: string): Promise<string> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) })
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  const text = await response.text()
  if (text.length > MOST_CHARACTERS) throw new Error(`${url} is too large`)
  return text
}

function isWithin(url: string, origin: string): boolean {
  return URL.canParse(url) && new URL(url).origin === origin
}
