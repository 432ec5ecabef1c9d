import type { Htmlparser2TreeAdapterMap } from 'parse5-htmlparser2-tree-adapter'

export type Element = Htmlparser2TreeAdapterMap['element']

/** A CSS selector, compiled or as text. */
export type Query = string | ((element: Element) => boolean)

/** The tables that the selector matches, and those inside of anything else that it matches, in the order of the page. */
export async function findTables(html: string, query: Query): Promise<readonly Element[]> {
  const [{ parse }, { adapter }, { selectAll }] = await Promise.all([
    import('parse5'),
    import('parse5-htmlparser2-tree-adapter'),
    import('css-select'),
  ])
  const page = parse<Htmlparser2TreeAdapterMap>(html, { treeAdapter: { ...adapter, ...depthGuard() } })
  const matches = selectAll(query as string, page.childNodes) as readonly Element[]
  const tables = matches.flatMap((match) => (match.name === 'table' ? [match] : (selectAll('table', match.childNodes) as Element[])))
  return [...new Set(tables)]
}

/** Elements inside each other at most: browsers stop at about as many. */
const DEEPEST = 512

/** Deep trees cost the parser time that grows with the square of their depth, and overflow the stack of whoever walks them. */
function depthGuard(): { onItemPush(): void; onItemPop(): void } {
  let depth = 0
  return {
    onItemPush: () => {
      depth += 1
      if (depth > DEEPEST) throw new Error(`the HTML has more than ${DEEPEST} elements inside each other`)
    },
    onItemPop: () => {
      depth -= 1
    },
  }
}
