/** Levels at most. */
export const DEEPEST = 500

type Parsed = ReturnType<InstanceType<typeof import('yaml').Parser>['parse']>
type Node = Parsed extends Iterable<infer Token> ? Token : never

/**
 * Passes the syntax trees of documents on and refuses those that are too deep: what is made of them next goes down into
 * them by recursion, and would take the process with it.
 */
export function* refuseDeep(documents: Parsed): Parsed {
  for (const document of documents) {
    if (document.type === 'document' && depthOf(document) > DEEPEST) throw new Error(`the YAML has more than ${DEEPEST} levels`)
    yield document
  }
}

function depthOf(document: Node): number {
  let depth = 0
  for (let level: readonly Node[] = [document]; level.length > 0; level = level.flatMap(childrenOf)) depth += 1
  return depth
}

function childrenOf(node: Node): readonly Node[] {
  if ('items' in node) return node.items.flatMap(({ key, value }) => [key, value].filter((part) => part !== undefined && part !== null))
  return 'value' in node && typeof node.value === 'object' && node.value !== null ? [node.value as Node] : []
}
