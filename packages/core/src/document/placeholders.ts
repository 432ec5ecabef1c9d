import { type Document, isMap, isScalar, type Node, Scalar, visit } from 'yaml'
import type { SyntaxFinding } from './syntax.ts'

/**
 * `{{NAME}}` without quotes is a map of a map to YAML. Nobody means that: each becomes the text that it looks like, and
 * is told.
 */
export function quotePlaceholders(tree: Document.Parsed, text: string): readonly SyntaxFinding[] {
  const findings: SyntaxFinding[] = []
  visit(tree, {
    Map: (_, node) => {
      const range = node.range
      if (range == null || !isPlaceholder(node)) return undefined
      const written = text.slice(range[0], range[1]).trim()
      const scalar = new Scalar(written)
      scalar.range = range
      findings.push({
        message: `${written} without quotes is a map to YAML, and was read as a text`,
        hint: `put quotes around the text: "${written}"`,
        start: range[0],
        end: range[0] + written.length,
      })
      return scalar
    },
  })
  return findings
}

function isPlaceholder(node: Node): boolean {
  if (!isMap(node) || node.flow !== true || node.items.length !== 1) return false
  const [pair] = node.items
  const inner = pair!.key
  if (!isMap(inner) || inner.flow !== true || inner.items.length !== 1 || isFilled(pair!.value)) return false
  const name = inner.items[0]!
  return isScalar(name.key) && typeof name.key.value === 'string' && !isFilled(name.value)
}

function isFilled(value: unknown): boolean {
  return value !== null && value !== undefined && !(isScalar(value) && value.value === null)
}
