import { isAlias, isCollection, isMap, isScalar, isSeq, type LineCounter, type Node, type Pair } from 'yaml'
import { type Position, segmentsOf } from '@naftiko/plugin-api'
import { insideScalar } from './inside-scalar.ts'
import type { ParsedYaml } from './parse-yaml.ts'

/** A stretch of the source text; `end` is exclusive. */
export interface Place {
  readonly start: Position
  readonly end: Position
}

export interface LocateOptions {
  /** Point at the key of the last member instead of its value. */
  readonly key?: boolean
  /** Point at this column inside a text value. */
  readonly offset?: number
}

/**
 * Finds the place of a pointer in the source. A pointer to something that is not there (a missing key) gives the key of
 * the nearest thing above it, so every finding has a place.
 */
export function locate(parsed: ParsedYaml, pointer: string, options: LocateOptions = {}): Place {
  const found = walk(parsed, segmentsOf(pointer))
  const span = spanOf(found, options, parsed)
  return { start: positionAt(parsed.lines, span[0]), end: positionAt(parsed.lines, Math.max(span[1], span[0] + 1)) }
}

/** Line and column, from one, of a character offset. */
export function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(1, line), column: Math.max(1, col) }
}

interface Found {
  readonly key?: Node
  readonly value?: Node | null
  /** The whole pointer was there. */
  readonly complete: boolean
}

function walk(parsed: ParsedYaml, segments: readonly string[]): Found {
  let found: Found = { value: parsed.tree.contents, complete: true }
  for (const segment of segments) {
    const next = step(resolveAlias(found.value, parsed), segment)
    if (next === undefined) return { ...found, complete: false }
    found = next
  }
  return found
}

function step(node: Node | null | undefined, segment: string): Found | undefined {
  if (isMap(node)) {
    const pair = node.items.find((item) => keyText(item) === segment)
    return pair === undefined ? undefined : { key: pair.key as Node, value: pair.value as Node | null, complete: true }
  }
  if (isSeq(node)) {
    const item = node.items[Number(segment)]
    return item === undefined ? undefined : { value: item as Node, complete: true }
  }
  return undefined
}

function keyText(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key)
}

function resolveAlias(node: Node | null | undefined, parsed: ParsedYaml): Node | null | undefined {
  return isAlias(node) ? node.resolve(parsed.tree) : node
}

function spanOf(found: Found, options: LocateOptions, parsed: ParsedYaml): readonly [number, number] {
  const isUnwritten = found.key !== undefined && isScalar(found.value) && found.value.range?.[0] === found.value.range?.[1]
  const pointAtKey = options.key === true || !found.complete || isUnwritten || isCollection(resolveAlias(found.value, parsed))
  const node = pointAtKey ? (found.key ?? firstKey(found.value) ?? found.value) : (found.value ?? found.key)
  const range = node?.range ?? [0, 1, 1]
  if (options.offset !== undefined && isScalar(node) && !pointAtKey) {
    const place = insideScalar(node, options.offset, parsed.text)
    return [place, place + 1]
  }
  // Nothing is written there: the dash of the item stands for it.
  if (range[0] === range[1] && range[0] > 0) {
    const dash = parsed.text.lastIndexOf('-', range[0])
    return [dash, dash + 1]
  }
  return [range[0], range[1]]
}

/** An item of a list has no key: its first member stands for it. */
function firstKey(node: Node | null | undefined): Node | undefined {
  return isMap(node) ? ((node.items[0]?.key as Node | undefined) ?? undefined) : undefined
}
