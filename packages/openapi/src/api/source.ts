import { isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import type { References } from '../read/references.ts'

/** What reading the parts of a document needs. */
export interface ApiSource {
  readonly document: JsonObject
  readonly references: References
  /** Address of the document, which relative ones of servers start from. */
  readonly location?: string
  /** Said in the place of the servers of the document. */
  readonly baseUri?: string
  warn(text: string): void
}

// oxlint-disable-next-line no-control-regex -- leftovers of word processors, which nobody can see
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F]/g

/** The member as a text that says something. */
export function textOf(owner: JsonObject, key: string): string | undefined {
  const value = owner[key]
  const text = typeof value === 'string' ? value.replaceAll(CONTROL, '').trim() : ''
  return text === '' ? undefined : text
}

/** The member as a list of objects, references followed. */
export function objectsOf(owner: JsonObject, key: string, { references }: Pick<ApiSource, 'references'>): readonly JsonObject[] {
  const value: JsonValue | undefined = owner[key]
  return Array.isArray(value)
    ? (value as readonly JsonValue[]).flatMap((one): readonly JsonObject[] => {
        const followed = references.follow(one)
        return followed === undefined ? [] : [followed.value]
      })
    : []
}

/** The member as an object; an empty one when it is none. */
export function objectOf(owner: JsonObject | undefined, key: string): JsonObject {
  const value = owner?.[key]
  return isObject(value) ? value : {}
}
