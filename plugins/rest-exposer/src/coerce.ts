import { inexactNumber, type InputEntry, InputError, type JsonValue } from '@naftiko/plugin-api'

/**
 * Texts of a request in the type that the document declares. What does not fit stays a text, and the check says so. A
 * number that would lose digits is refused: it would be the id of something else.
 */
export function coerce(value: JsonValue, entry: InputEntry): JsonValue {
  if (entry.type === 'array') return listOf(value, entry)
  const text = Array.isArray(value) ? value.at(-1) : value
  return typeof text === 'string' ? fromText(text, entry.type, entry.name) : (text ?? null)
}

function listOf(value: JsonValue, entry: InputEntry): JsonValue {
  const itemType = entry.items?.['type'] as InputEntry['type']
  const texts = Array.isArray(value) ? (value as readonly JsonValue[]) : typeof value === 'string' ? splitList(value, entry.style) : [value]
  return texts.map((item) => (typeof item === 'string' ? fromText(item, itemType, entry.name) : item))
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

function fromText(text: string, type: InputEntry['type'] | undefined, name: string): JsonValue {
  if (type === 'number' || type === 'integer') {
    if (inexactNumber(text) !== undefined)
      throw new InputError(`"${name}" is a number with more digits than can be kept; the document can declare it as a string`, {
        input: name,
      })
    return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
  }
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
