import { isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import { toolsSection } from './tools-section.ts'

const FRONT_MATTER = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/

/** Members of a skill that its page says in front; `name` is that of the folder, as the format wants it. */
const HEAD = [
  'description',
  'license',
  'compatibility',
  'allowed-tools',
  'argument-hint',
  'user-invocable',
  'disable-model-invocation',
  'metadata',
] as const

/**
 * `SKILL.md` of a skill in the Agent Skills format (https://agentskills.io/specification). What the document says stands
 * in front; what only the file itself says stays; the tools follow its text. A file that says it all already is given as
 * it is.
 */
export async function skillPage(detail: JsonObject, name: string, own: Uint8Array | undefined): Promise<Uint8Array> {
  const { parse, stringify } = await import('yaml')
  const text = own === undefined ? undefined : Buffer.from(own).toString()
  const { head, body } = text === undefined ? { head: undefined, body: undefined } : split(text, parse)
  const otherwise = `The skill "${String(detail['name'])}".`
  const merged: JsonObject = Object.assign({ name, description: otherwise }, head, pick(detail), { name })
  const section = toolsSection(detail)
  const isComplete = section === '' || (body?.includes(section.trim()) ?? false)
  if (own !== undefined && head !== undefined && isComplete && isSame(head, merged)) return own
  const front = stringify(merged, { lineWidth: 0, aliasDuplicateObjects: false })
  const content = body ?? `# ${String(detail['name'])}\n\n${String(merged['description'])}\n`
  return Buffer.from(`---\n${front}---\n\n${content.trimStart().trimEnd()}\n${isComplete ? '' : section}`)
}

/** What stands in front that is no YAML map belongs to the text. */
function split(text: string, parse: (yaml: string) => unknown): { readonly head?: JsonObject; readonly body: string } {
  const match = FRONT_MATTER.exec(text)
  if (match === null) return { body: text.replace(/^\uFEFF/, '') }
  try {
    const head = parse(match[1]!) as JsonValue
    return isObject(head) ? { head, body: text.slice(match[0].length) } : { body: text }
  } catch {
    return { body: text }
  }
}

function pick(detail: JsonObject): JsonObject {
  return Object.fromEntries(HEAD.flatMap((key) => (detail[key] === undefined ? [] : [[key, detail[key]]])))
}

function isSame(head: JsonObject, merged: JsonObject): boolean {
  const keys = Object.keys(merged)
  return Object.keys(head).length === keys.length && keys.every((key) => JSON.stringify(head[key]) === JSON.stringify(merged[key]))
}
