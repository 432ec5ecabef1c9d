import type { GraphDescription, GraphNode } from '@naftiko/core'
import { printable } from '../report/printable.ts'
import { isTelling, type Wire } from './wiring.ts'

/** The graph as a Mermaid flowchart: callers on the left, what they need on the right. */
export function graphMermaid(graph: GraphDescription, wiring: readonly Wire[] = []): string {
  const names = new Map(graph.nodes.map(({ id }, index) => [id, `n${index}`]))
  const roots = graph.nodes.filter(({ parent }) => parent === undefined)
  const lines = roots.flatMap((root) => group(root, graph, names))
  const edges = graph.edges.flatMap(({ from, to }) => {
    const [start, end] = [names.get(from), names.get(to)]
    return start === undefined || end === undefined ? [] : [`  ${start} -->${label(from, wiring)} ${end}`]
  })
  return ['flowchart LR', ...lines, ...edges].join('\n')
}

/** The dialects in which values get through, where that takes more than passing them on. */
function label(node: string, wiring: readonly Wire[]): string {
  const dialects = [...new Set(wiring.filter((wire) => wire.at === node && isTelling(wire)).map(({ dialect }) => dialect))]
  return dialects.length === 0 ? '' : `|${dialects.join(', ')}|`
}

function group(root: GraphNode, { nodes }: GraphDescription, names: ReadonlyMap<string, string>): readonly string[] {
  const children = nodes.filter(({ parent }) => parent === root.id)
  const name = names.get(root.id)!
  if (children.length === 0) return [`  ${name}["${escape(`${root.label} (${root.type})`)}"]`]
  return [
    `  subgraph ${name}["${escape(`${root.label} (${root.type})`)}"]`,
    ...children.map((child) => `    ${names.get(child.id)!}["${escape(child.label)}"]`),
    '  end',
  ]
}

/** Quotes and brackets would end a label, and what looks like a tag would be read as one. */
function escape(text: string): string {
  return printable(text).replaceAll(/[&"<>#]/g, (character) => `#${character.codePointAt(0)!};`)
}
