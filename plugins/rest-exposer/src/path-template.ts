/** A declared path, compiled: what it matches, and the names of what it captures. */
export interface PathTemplate {
  /** The path with its variables as `{name}`, without query and fragment. */
  readonly text: string
  readonly variables: readonly string[]
  /** Captures one text, still encoded, for each variable. */
  readonly pattern: RegExp
  /** Two templates with one key match the same requests. */
  readonly key: string
  /** For sorting: literal segments before mixed ones before variables before rests. */
  readonly rank: readonly number[]
  /** The document wrote a query or a fragment behind it. */
  readonly trailing: boolean
}

const VARIABLE = /\{\{\s*([^{}]+?)\s*\}\}|\{(\+?)([^{}]+?)(\+?)\}/g

/** Reads `{x}`, `{{x}}`, `{+x}` and `{x+}`, also several in one segment. */
export function parsePathTemplate(declared: string): PathTemplate {
  const bare = declared.split(/[?#]/, 1)[0]!
  const path = bare.startsWith('/') ? bare : `/${bare}`
  const variables: string[] = []
  let pattern = ''
  let key = ''
  let text = ''
  let end = 0
  const literal = (part: string): void => {
    pattern += escape(encodeLiteral(part))
    key += part
    text += part
  }
  for (const match of path.matchAll(VARIABLE)) {
    literal(path.slice(end, match.index))
    const rest = Boolean(match[2]) || Boolean(match[4])
    const name = match[1] ?? match[3]!
    variables.push(name)
    pattern += rest ? '(.+)' : '([^/]+?)'
    key += rest ? '{+}' : '{}'
    text += `{${name}}`
    end = match.index + match[0].length
  }
  literal(path.slice(end))
  const slashless = pattern === '/' ? pattern : pattern.replace(/\/$/, '')
  return {
    text,
    variables,
    pattern: new RegExp(`^${slashless}/?$`),
    key: key === '/' ? key : key.replace(/\/$/, ''),
    rank: rankOf(key),
    trailing: bare !== declared,
  }
}

function rankOf(key: string): readonly number[] {
  return key
    .split('/')
    .slice(1)
    .map((segment) => (segment === '{}' ? 2 : segment.includes('{+}') ? 3 : segment.includes('{}') ? 1 : 0))
}

/** The more literal of two templates comes first, whatever their order in the document. */
export function bySpecificity(a: PathTemplate, b: PathTemplate): number {
  for (let index = 0; index < Math.min(a.rank.length, b.rank.length); index += 1) {
    const difference = a.rank[index]! - b.rank[index]!
    if (difference !== 0) return difference
  }
  return b.rank.length - a.rank.length
}

/** A literal matches the way clients send it. */
function encodeLiteral(text: string): string {
  return encodeURI(text).replaceAll('%25', '%')
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
