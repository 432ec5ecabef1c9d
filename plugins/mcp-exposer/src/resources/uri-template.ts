import { emptyObject, type JsonObject } from '@naftiko/plugin-api'

/** An address with variables. */
export interface UriTemplate {
  /** As clients are shown it. */
  readonly text: string
  readonly variables: readonly string[]
  /** The values of the variables in an address, decoded; `undefined` when it is not one of these. */
  match(uri: string): JsonObject | undefined
}

interface Variable {
  readonly name: string
  /** `{+name}`: its value may hold slashes. */
  readonly wide: boolean
  /** The text that follows it. */
  readonly literal: string
}

const VARIABLE = /\{(\+?)([\w.-]+)\}/g

/** Parses `data://users/{id}`. Returns a sentence when it cannot be understood. `{{id}}` is read like `{id}`. */
export function parseUriTemplate(written: string): UriTemplate | string {
  const text = written.replaceAll(/\{\{\s*([\w.-]+)\s*\}\}/g, '{$1}')
  const found = [...text.matchAll(VARIABLE)]
  const head = found.length === 0 ? text : text.slice(0, found[0]!.index)
  const variables = found.map((match, index): Variable => {
    const end = match.index + match[0].length
    return { name: match[2]!, wide: match[1] === '+', literal: text.slice(end, found[index + 1]?.index) }
  })
  const fault = faultOf(head, variables)
  if (fault !== undefined) return fault
  return { text, variables: variables.map((variable) => variable.name), match: (uri: string) => match(uri, head, variables) }
}

function faultOf(head: string, variables: readonly Variable[]): string | undefined {
  const literals = [head, ...variables.map((variable) => variable.literal)]
  if (literals.some((literal) => /[{}]/.test(literal))) return 'only {name} and {+name} are variables of a URI'
  if (variables.slice(0, -1).some((variable) => variable.literal === ''))
    return 'two variables follow each other, and nobody could tell where one ends'
  const names = variables.map((variable) => variable.name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  return twice === undefined ? undefined : `the variable "${twice}" occurs twice`
}

/** Every variable ends where the text after it begins for the first time; the last one, where the address ends with it. */
function match(uri: string, head: string, variables: readonly Variable[]): JsonObject | undefined {
  if (!uri.startsWith(head)) return undefined
  const values = emptyObject()
  let start = head.length
  for (const [index, { name, wide, literal }] of variables.entries()) {
    const isLast = index === variables.length - 1
    const end = isLast ? uri.length - literal.length : uri.indexOf(literal, start + 1)
    if (end <= start || (isLast && !uri.endsWith(literal))) return undefined
    const value = decoded(uri.slice(start, end))
    if (value === undefined || (!wide && uri.slice(start, end).includes('/'))) return undefined
    values[name] = value
    start = end + literal.length
  }
  return start === uri.length ? values : undefined
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
