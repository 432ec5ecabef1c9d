import { type Pair, pairsOf, type QueryVariable } from './query-pairs.ts'

/** A declared path, compiled: what it matches, and the names of what it captures. */
export interface PathTemplate {
  /** The path with its variables as `{name}`, without query and fragment. */
  readonly text: string
  /** The same with the query or fragment that tells it apart. */
  readonly label: string
  readonly variables: readonly string[]
  /** Captures one text, still encoded, for each variable. */
  readonly pattern: RegExp
  /** Two templates with one key match the same requests. */
  readonly key: string
  /** For sorting: literal segments before mixed ones before variables before rests. */
  readonly rank: readonly number[]
  /** Pairs of the declared query: requests without them are for another route. */
  readonly required: readonly Pair[]
  /** Pairs of the declared fragment, which requests can send as a query to ask for this of several routes. */
  readonly preferred: readonly Pair[]
  /** Variables in the declared query, such as `?user={id}`. */
  readonly queryVariables: readonly QueryVariable[]
}

/** A piece of a path: a literal text, or a variable. */
export type PathPiece = string | PathVariable

export interface PathVariable {
  readonly name: string
  /** It matches slashes, too. */
  readonly rest: boolean
}

const VARIABLE = /\{\{\s*([^{}]+?)\s*\}\}|\{(\+?)([^{}]+?)(\+?)\}/g

/** Reads `{x}`, `{{x}}`, `{+x}` and `{x+}`, also several in one segment. A missing slash in front is put there. */
export function piecesOf(declared: string): readonly PathPiece[] {
  const path = declared.startsWith('/') ? declared : `/${declared}`
  const pieces: PathPiece[] = []
  let end = 0
  for (const match of path.matchAll(VARIABLE)) {
    if (match.index > end) pieces.push(path.slice(end, match.index))
    pieces.push({ name: match[1] ?? match[3]!, rest: Boolean(match[2]) || Boolean(match[4]) })
    end = match.index + match[0].length
  }
  if (end < path.length) pieces.push(path.slice(end))
  return pieces
}

/** Splits a declared path from the query and the fragment behind it. */
export function splitPath(declared: string): { readonly path: string; readonly query: string; readonly fragment: string } {
  const [, path, query = '', fragment = ''] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(declared)!
  return { path: path!, query, fragment }
}

/** Compiles a declared path. */
export function parsePathTemplate(declared: string): PathTemplate {
  const { path, query, fragment } = splitPath(declared)
  return compilePieces(piecesOf(path), query, fragment)
}

/** The same from pieces that are there already. */
export function compilePieces(pieces: readonly PathPiece[], query = '', fragment = ''): PathTemplate {
  const key = trimSlash(pieces.map((piece) => (typeof piece === 'string' ? piece : piece.rest ? '{+}' : '{}')).join(''))
  const text = textOf(pieces)
  const { pairs: required, variables: queryVariables } = pairsOf(query)
  const { pairs: preferred } = pairsOf(fragment)
  return {
    text,
    label: text + (required.length === 0 ? '' : `?${query}`) + (fragment === '' ? '' : `#${fragment}`),
    variables: variablesOf(pieces),
    pattern: new RegExp(`^${trimSlash(sourceOf(pieces))}/?$`),
    key,
    rank: rankOf(key),
    required,
    preferred,
    queryVariables,
  }
}

/** The pieces as people write them, variables as `{name}`. */
export function textOf(pieces: readonly PathPiece[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : `{${piece.name}}`)).join('')
}

export function variablesOf(pieces: readonly PathPiece[]): readonly string[] {
  return pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.name]))
}

/** The pieces as a regular expression that captures each variable. */
export function sourceOf(pieces: readonly PathPiece[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? literalSource(piece) : piece.rest ? '(.+)' : '([^/]+?)')).join('')
}

export function rankOf(key: string): readonly number[] {
  return key.split('/').slice(1).map(rankOfSegment)
}

/** Of two mixed segments the one with more literal characters comes first, then the one with fewer variables. */
function rankOfSegment(segment: string): number {
  if (segment === '{}') return 2
  if (segment.includes('{+}')) return 3
  if (!segment.includes('{}')) return 0
  const literals = segment.replaceAll('{}', '').length
  return 1 + 1 / (1 + literals) + (segment.length - literals) / 1_000_000
}

/** The more literal of two paths comes first, whatever their order in the document. */
export function bySpecificity(a: { readonly rank: readonly number[] }, b: { readonly rank: readonly number[] }): number {
  for (let index = 0; index < Math.min(a.rank.length, b.rank.length); index += 1) {
    const difference = a.rank[index]! - b.rank[index]!
    if (difference !== 0) return difference
  }
  return b.rank.length - a.rank.length
}

function trimSlash(text: string): string {
  return text === '/' ? text : text.replace(/\/$/, '')
}

const UNRESERVED = /[\w.~/-]/
const ENCODED = /%[\dA-Fa-f]{2}/y

/** A literal matches both ways in which clients send it: as it is, and percent-encoded. */
function literalSource(text: string): string {
  let source = ''
  for (let index = 0; index < text.length;) {
    ENCODED.lastIndex = index
    const character = ENCODED.exec(text)?.[0] ?? String.fromCodePoint(text.codePointAt(index)!)
    source += characterSource(character)
    index += character.length
  }
  return source
}

function characterSource(character: string): string {
  if (character.length === 1 && UNRESERVED.test(character)) return character === '.' ? String.raw`\.` : character
  const encoded = character.length === 3 && character.startsWith('%') ? character : encodeEach(character)
  const anyCase = encoded.replaceAll(/[A-Fa-f]/g, (hex) => `[${hex.toLowerCase()}${hex.toUpperCase()}]`)
  return encoded === character ? anyCase : `(?:${character.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}|${anyCase})`
}

/** A lone surrogate has no encoding; nothing matches it. */
function encodeEach(character: string): string {
  return [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
}
