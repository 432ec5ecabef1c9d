import { type PathPiece, type PathVariable, rankOf, sourceOf, textOf, variablesOf } from '../path-template.ts'

/** The paths that a forward takes, and what of them goes on. */
export interface ForwardPath {
  /** For people: `/github/{path}`. */
  readonly text: string
  readonly key: string
  readonly rank: readonly number[]
  /** The path of a request, taken apart; nothing when it is not below this one. */
  match(path: string): ForwardMatch | undefined
  /** Names of the variables that do not go on as part of the path. */
  readonly variables: readonly string[]
  /** The remainder ends the path, so that every path of the API has a place in it. */
  readonly isTail: boolean
}

export interface ForwardMatch {
  /** Encoded, without a slash in front. */
  readonly remainder: string
  /** Encoded values of the other variables. */
  readonly captures: readonly string[]
}

/**
 * What goes on is the variable called `path`, or one that says that it matches slashes, or the variable that the path
 * ends with; without any of these, everything below the path. It may be empty.
 */
export function compileForwardPath(pieces: readonly PathPiece[]): ForwardPath {
  const place = remainderOf(pieces)
  const before = place === -1 ? [...pieces, '/'] : pieces.slice(0, place)
  const after = place === -1 ? [] : pieces.slice(place + 1)
  const remainder = place === -1 ? 'path' : (pieces[place] as PathVariable).name
  const isTail = after.length === 0
  const head = sourceOf(before)
  const source = isTail ? `${head.replace(/\/+$/, '')}${head.endsWith('/') ? '(?:/(.*))?' : '(.*)'}` : `${head}(.*)${sourceOf(after)}/?`
  const pattern = new RegExp(`^${source}$`, 's')
  const variables = [...variablesOf(before), ...variablesOf(after)]
  const index = variablesOf(before).length
  const shown: readonly PathPiece[] = [textOf(before).replace(/\/+$/, '/'), { name: remainder, rest: true }, ...after]
  return {
    text: textOf(shown),
    key: keyOf(before, after),
    rank: rankOf(keyOf(before, after)),
    variables,
    isTail,
    match: (path) => {
      const [, ...captures] = pattern.exec(path) ?? []
      if (captures.length === 0) return undefined
      const [remains] = captures.splice(index, 1)
      return { remainder: remains ?? '', captures }
    },
  }
}

function remainderOf(pieces: readonly PathPiece[]): number {
  const named = pieces.findLastIndex((piece) => typeof piece !== 'string' && (piece.name === 'path' || piece.rest))
  if (named !== -1) return named
  return typeof pieces.at(-1) === 'object' ? pieces.length - 1 : -1
}

function keyOf(before: readonly PathPiece[], after: readonly PathPiece[]): string {
  const key = (pieces: readonly PathPiece[]): string => pieces.map((piece) => (typeof piece === 'string' ? piece : '{}')).join('')
  return `${key(before).replace(/\/+$/, '/')}{+}${key(after)}`
}

/** The pieces with the variable that goes on matching slashes. */
export function greedyPieces(pieces: readonly PathPiece[]): readonly PathPiece[] {
  const place = remainderOf(pieces)
  return pieces.map((piece, index) => (index === place && typeof piece !== 'string' ? { ...piece, rest: true } : piece))
}
