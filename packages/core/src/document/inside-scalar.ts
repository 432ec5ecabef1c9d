import type { Scalar } from 'yaml'

/**
 * Where the character of a value stands in the source text. Lines of a block text are indented, and folded ones are broken
 * elsewhere, so both are walked side by side: blanks are where they want, everything else is in the same order.
 */
export function insideScalar(node: Scalar, offset: number, source: string): number {
  const [start, end] = node.range ?? [0, 1, 1]
  const value = String(node.value)
  const isBlock = node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL'
  const isQuoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE'
  let place = isBlock ? source.indexOf('\n', start) + 1 : start + (isQuoted ? 1 : 0)
  for (let index = 0; place < end; index++) {
    // The folding of lines: what is one blank here may be several there, or the other way round.
    if (index >= value.length || !isBlank(value[index]!)) while (place < end && isBlank(source[place]!)) place++
    if (index >= Math.min(offset, value.length)) break
    if (isBlank(value[index]!)) {
      if (isBlank(source[place] ?? '')) place++
      else if (node.type === 'QUOTE_DOUBLE' && source[place] === '\\') place += escapeLength(source, place)
      continue
    }
    place += lengthInSource(node, source, place)
  }
  return Math.min(place, Math.max(start, end - 1))
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\n' || character === '\t' || character === '\r'
}

function lengthInSource(node: Scalar, source: string, place: number): number {
  if (node.type === 'QUOTE_SINGLE' && source.startsWith("''", place)) return 2
  return node.type === 'QUOTE_DOUBLE' && source[place] === '\\' ? escapeLength(source, place) : 1
}

const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

function escapeLength(source: string, place: number): number {
  return 2 + (HEX_DIGITS[source[place + 1] ?? ''] ?? 0)
}
