import { isObject, type JsonObject } from '@naftiko/plugin-api'
import { parseYaml } from '../yaml/parse-yaml.ts'

export interface FrontMatter {
  readonly frontMatter: JsonObject
  readonly body: string
}

/** YAML between two lines of three hyphens at the very beginning. What is no map is text like any other. */
export async function frontMatterOf(text: string): Promise<FrontMatter> {
  const match = /^---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$(?![\s\S]))/m.exec(text)
  if (match === null || match.index !== 0) return { frontMatter: {}, body: text }
  try {
    const value = await parseYaml(match[1]!)
    if (isObject(value)) return { frontMatter: value, body: text.slice(match[0].length) }
  } catch {
    // A page that begins with a rule is no fault of the page.
  }
  return { frontMatter: {}, body: text }
}
