import { type Alias, type Document, isScalar, LineCounter, type Node, parseAllDocuments, visit } from 'yaml'
import type { JsonValue } from '@naftiko/plugin-api'
import { quotePlaceholders } from './placeholders.ts'
import { syntaxFindings } from './syntax.ts'

/** One thing that the YAML parser says about the text. Offsets are characters from the start. */
export interface SyntaxProblem {
  readonly severity: 'error' | 'warning'
  readonly code: 'NAFTIKO_YAML_SYNTAX' | 'NAFTIKO_YAML_SEVERAL'
  readonly message: string
  readonly hint: string
  readonly start: number
  readonly end: number
}

/** A parsed text: its value, and its tree with places. Nothing is judged yet. */
export interface ParsedYaml {
  readonly text: string
  readonly value: JsonValue
  readonly tree: Document.Parsed
  readonly lines: LineCounter
  readonly problems: readonly SyntaxProblem[]
  /** What is written where the tree has another word, because that was meant. */
  readonly written?: ReadonlyMap<Node, string>
}

/** Aliases that one document may expand to; more is an attack ("billion laughs"), not a capability. */
const MAX_ALIASES = 1000

/** Parses YAML 1.2 (and so JSON). Dates and versions stay text; `yes` and `no` are words. */
export function parseYaml(text: string): ParsedYaml {
  const lines = new LineCounter()
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, merge: true })
  const first = Array.isArray(documents) ? documents[0] : undefined
  const tree = (first ?? parseAllDocuments('null')[0]) as Document.Parsed
  const problems: SyntaxProblem[] = [
    ...syntaxFindings(tree, text).map((finding) => ({ ...finding, severity: 'error' as const, code: 'NAFTIKO_YAML_SYNTAX' as const })),
    ...severalProblems(documents as readonly Document.Parsed[]),
  ]
  if (tree.errors.length === 0)
    for (const finding of quotePlaceholders(tree, text)) problems.push({ ...finding, severity: 'warning', code: 'NAFTIKO_YAML_SYNTAX' })
  return { text, value: toValue(tree, problems), tree, lines, problems }
}

/** `info.version`, where it is a text or a number, as it is written. */
export function versionIn({ tree }: ParsedYaml): string | undefined {
  const node = tree.getIn(['info', 'version'], true)
  if (!isScalar(node)) return undefined
  const { value, source } = node
  if (typeof value === 'number') return source ?? String(value)
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

function severalProblems(documents: readonly Document.Parsed[]): SyntaxProblem[] {
  const second = documents[1]
  if (second === undefined || second.contents === null) return []
  const start = second.contents.range?.[0] ?? 0
  return [
    {
      severity: 'warning',
      code: 'NAFTIKO_YAML_SEVERAL',
      message: 'the file holds several documents, and only the first is read',
      hint: 'put each into a file of its own, or remove the line "---"',
      start,
      end: start + 1,
    },
  ]
}

function toValue(tree: Document.Parsed, problems: SyntaxProblem[]): JsonValue {
  if (problems.some((problem) => problem.severity === 'error')) return null
  try {
    return tree.toJS({ maxAliasCount: MAX_ALIASES }) as JsonValue
  } catch (error) {
    problems.push({ severity: 'error', code: 'NAFTIKO_YAML_SYNTAX', ...aliasProblem(tree, (error as Error).message) })
    return null
  }
}

/** Values are made of all that is there but for aliases, so one of them it is. */
function aliasProblem(tree: Document.Parsed, message: string): Pick<SyntaxProblem, 'message' | 'hint' | 'start' | 'end'> {
  let lost: Alias | undefined
  visit(tree, {
    Alias: (_, alias) => {
      if (lost === undefined && alias.resolve(tree) === undefined) lost = alias
    },
  })
  if (lost?.range == null) return { message: decapitalize(message), hint: 'use fewer aliases', start: 0, end: 1 }
  return {
    message: `no anchor "&${lost.source}" stands before this`,
    hint: 'put quotes around the text, if it should begin with "*"',
    start: lost.range[0],
    end: lost.range[1],
  }
}

function decapitalize(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1)
}
