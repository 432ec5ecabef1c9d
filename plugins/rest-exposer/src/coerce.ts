import type { InputEntry, JsonValue } from '@naftiko/plugin-api'

/** Texts of a request in the type that the document declares. What does not fit stays a text, and the check says so. */
export function coerce(value: JsonValue, entry: InputEntry): JsonValue {
  if (entry.type === 'array') return listOf(value, entry)
  const text = Array.isArray(value) ? value.at(-1) : value
  return typeof text === 'string' ? fromText(text, entry.type) : (text ?? null)
}

function listOf(value: JsonValue, entry: InputEntry): JsonValue {
  const itemType = entry.items?.['type'] as InputEntry['type']
  const texts = Array.isArray(value) ? (value as readonly JsonValue[]) : typeof value === 'string' ? splitList(value, entry.style) : [value]
  return texts.map((item) => (typeof item === 'string' ? fromText(item, itemType) : item))
}

const SEPARATORS: Readonly<Record<string, string>> = { spaceDelimited: ' ', pipeDelimited: '|' }

/** A list in one parameter is JSON, or separated by what its style says: commas, unless it says something else. */
function splitList(text: string, style: string | undefined): readonly JsonValue[] {
  if (text.startsWith('[')) {
    const parsed = parseJson(text)
    if (Array.isArray(parsed)) return parsed as readonly JsonValue[]
  }
  return text === '' ? [] : text.split(SEPARATORS[style ?? ''] ?? ',')
}

function fromText(text: string, type: InputEntry['type'] | undefined): JsonValue {
  if ((type === 'number' || type === 'integer') && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text)
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  if (type === 'object' || type === 'array') return parseJson(text) ?? text
  return text
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}
