import type { Element } from './find-tables.ts'

type Node = Element['childNodes'][number]

/** Elements whose content is not for readers. */
const SILENT: ReadonlySet<string> = new Set(['script', 'style', 'template', 'noscript'])
/** Elements that go on within a line; all others stand apart from what is around them. */
const INLINE: ReadonlySet<string> = new Set(
  'a abbr b bdi bdo cite code data del dfn em font i ins kbd label mark q s samp small span strong sub sup time tt u var wbr'.split(' '),
)

/** What a reader sees in a cell, on one line. */
export function cellText(cell: Element): string {
  return cell.childNodes.map(textOf).join('').replaceAll(/\s+/g, ' ').trim()
}

function textOf(node: Node): string {
  if (node.type === 'text') return (node as unknown as { readonly data: string }).data
  if (!('childNodes' in node) || !('name' in node) || SILENT.has(node.name)) return ''
  const text = node.childNodes.map(textOf).join('')
  return INLINE.has(node.name) ? text : ` ${text} `
}
