import type { JsonObject } from '@naftiko/plugin-api'

/** Members that read best on one line. */
const ON_ONE_LINE = new Set(['with', 'hints', 'enum', 'body', 'scopes'])

/** The document as text, with what editors need to complete and check it. */
export async function toYaml(document: JsonObject, schema: string): Promise<string> {
  const { Document, isCollection, isPair, isScalar, visit } = await import('yaml')
  const tree = new Document(document, { aliasDuplicateObjects: false })
  visit(tree, {
    Pair: (_, pair, ancestors) => {
      const isLine = isPair(pair) && isScalar(pair.key) && ON_ONE_LINE.has(String(pair.key.value)) && isCollection(pair.value)
      // A property of somebody's data that is called so is data.
      if (isLine && !ancestors.some((node) => isPair(node) && isScalar(node.key) && node.key.value === 'properties')) {
        ;(pair.value as { flow?: boolean }).flow = true
      }
    },
  })
  return `# yaml-language-server: $schema=${schema}\n${tree.toString({ lineWidth: 120, indentSeq: false, flowCollectionPadding: true })}`
}
