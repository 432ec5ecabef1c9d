import { type Document, isCollection, isMap, isNode, isPair, isScalar, type Node, Scalar, type YAMLMap } from 'yaml'
import type { SyntaxFinding } from './syntax.ts'

/**
 * `{{NAME}}` without quotes is a map of a map to YAML. Nobody means that: each becomes the text that it looks like, and
 * is told.
 */
export function quotePlaceholders(tree: Document.Parsed, text: string): readonly SyntaxFinding[] {
  const findings: SyntaxFinding[] = []
  const meant = <One>(node: One): One | Scalar => {
    if (!isCollection(node)) return node
    if (isPlaceholder(node)) return quoted(node, text, findings)
    for (const [index, item] of node.items.entries()) {
      if (isNode(item)) node.items[index] = meant(item)
      else if (isPair(item)) {
        item.key = meant(item.key)
        item.value = meant(item.value)
      }
    }
    return node
  }
  tree.contents = meant(tree.contents) as Document.Parsed['contents']
  return findings
}

function quoted({ range }: Written, text: string, findings: SyntaxFinding[]): Scalar {
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
}

/** A map that stands in the text. */
type Written = YAMLMap & { readonly range: NonNullable<Node['range']> }

function isPlaceholder(node: Node): node is Written {
  if (!isMap(node) || node.range == null || node.flow !== true || node.items.length !== 1) return false
  const [pair] = node.items
  const inner = pair!.key
  if (!isMap(inner) || inner.flow !== true || inner.items.length !== 1 || isFilled(pair!.value)) return false
  const name = inner.items[0]!
  return isScalar(name.key) && typeof name.key.value === 'string' && !isFilled(name.value)
}

function isFilled(value: unknown): boolean {
  return value !== null && value !== undefined && !(isScalar(value) && value.value === null)
}
