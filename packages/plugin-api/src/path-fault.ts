import type { Problem } from './problem.ts'

/** Placeholders in every way that is understood: `{x}`, `{+x}`, `{x+}`, `{{x}}`, `{{{x}}}`, with a `$` in front or a `?` at the end. */
const PLACEHOLDER = /\$?(?:\{\{\{\s*([^{}]+?)\s*\}\}\}|\{\{\s*([^{}]+?)\s*\}\}|\{\+?([^{}]+?)[+?]?\})/g

/** One name in a segment of its own, between whatever braces. */
const NAME_IN_BRACES = /^\{*([\p{L}\p{N}_.+-]*)\}*$/u

/**
 * What is wrong with the placeholders of a path, on either side: a brace without its other, a pair without a name, a name
 * that stands twice, `/:name` of other frameworks (of `inputs` only, where they are known). `then` says what becomes of it,
 * as the end of the sentence. Nothing where all is well.
 */
export function pathFault(path: string, then: string, inputs?: readonly string[]): Omit<Problem, 'at'> | undefined {
  return braceFault(path, then) ?? repeatedFault(path) ?? colonFault(path, then, inputs)
}

function braceFault(path: string, then: string): Omit<Problem, 'at'> | undefined {
  const rest = path.replaceAll(PLACEHOLDER, (found) => ' '.repeat(found.length))
  const offset = rest.search(/[{}]/)
  if (offset === -1) return undefined
  const about = { severity: 'warning', code: 'NAFTIKO_PATH_FORM', offset } as const
  if (rest.startsWith('{}', offset))
    return { ...about, message: `"${path}" has a placeholder without a name, and ${then}`, hint: 'write the name between the braces' }
  const message = `"${path}" has a brace that belongs to no placeholder, and ${then}`
  const meant = balanced(path, offset)
  return meant === undefined ? { ...about, message, hint: 'write a placeholder as {name}' } : { ...about, message, meant }
}

/** The path with the segment at `offset` as one placeholder, when that is all that can be meant. */
function balanced(path: string, offset: number): string | undefined {
  const start = path.lastIndexOf('/', offset) + 1
  const rest = /[/?#]/.exec(path.slice(offset))
  const end = rest === null ? path.length : offset + rest.index
  const name = NAME_IN_BRACES.exec(path.slice(start, end))?.[1]
  if (name === undefined || name === '') return undefined
  const meant = `${path.slice(0, start)}{${name}}${path.slice(end)}`
  return braceFault(meant, '') === undefined ? meant : undefined
}

function colonFault(path: string, then: string, inputs: readonly string[] | undefined): Omit<Problem, 'at'> | undefined {
  const pattern = /(?<=\/):([A-Za-z_][\w-]*)(?=\/|$)/g
  const found = [...path.matchAll(pattern)].find(([, name]) => inputs === undefined || inputs.includes(name!))
  if (found === undefined) return undefined
  return {
    severity: 'warning',
    code: 'NAFTIKO_PATH_FORM',
    message: `"${found[0]}" is no placeholder here, and ${then}`,
    meant: path.replaceAll(pattern, '{$1}'),
    offset: found.index,
  }
}

function repeatedFault(path: string): Omit<Problem, 'at'> | undefined {
  const seen = new Set<string>()
  for (const match of path.matchAll(PLACEHOLDER)) {
    const name = (match[1] ?? match[2] ?? match[3])!
    if (seen.has(name))
      return {
        severity: 'warning',
        code: 'NAFTIKO_PATH_VARIABLE_TAKEN',
        message: `"${name}" stands twice in "${path}", and there is one value for both`,
        hint: 'rename one of the two',
        offset: match.index,
      }
    seen.add(name)
  }
  return undefined
}
