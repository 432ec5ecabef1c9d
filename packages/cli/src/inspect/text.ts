import type { GraphDescription, GraphNode } from '@naftiko/core'
import { printable } from '../report/printable.ts'
import { table } from '../report/table.ts'
import { isTelling, type Wire } from './wiring.ts'

/** The graph as a tree for people: what there is, what it is given, what it calls, and how values get from one to the other. */
export function graphText(graph: GraphDescription, wiring: readonly Wire[] = []): string {
  const sections = SECTIONS.flatMap(({ title, kind }) => {
    const nodes = graph.nodes.filter((node) => node.kind === kind && node.parent === undefined)
    return nodes.length === 0 ? [] : [`  ${title}`, ...nodes.map((node) => branch(node, graph))]
  })
  return [graph.name, ...sections, ...wires(wiring.filter(isTelling))].join('\n')
}

/** Where a text stands, in which dialect it is, and the text: each node with its own. */
function wires(wiring: readonly Wire[]): readonly string[] {
  const nodes = [...new Set(wiring.map(({ at }) => at))]
  const rows = (node: string): string[][] =>
    wiring.filter(({ at }) => at === node).map(({ place, dialect, text: written }) => [place, dialect, shortened(printable(written))])
  return nodes.length === 0 ? [] : ['  wiring', ...nodes.flatMap((node) => [`    ${node}`, table(rows(node), '      ')])]
}

const SECTIONS: readonly { readonly title: string; readonly kind: GraphNode['kind'] }[] = [
  { title: 'binds', kind: 'binder' },
  { title: 'consumes', kind: 'consumer' },
  { title: 'functions', kind: 'function' },
  { title: 'exposes', kind: 'exposer' },
]

/** Values of mocks can be long. */
function shortened(written: string): string {
  return written.length > 80 ? `${written.slice(0, 79)}…` : written
}

function branch(node: GraphNode, graph: GraphDescription): string {
  const children = graph.nodes.filter(({ parent }) => parent === node.id)
  const head = table([[`${node.label} (${node.type})`, place(node), needs(node, graph)].filter((cell) => cell !== '')], '    ')
  return children.length === 0 ? head : `${head}\n${leaves(children, graph)}`
}

/** Columns: name, where it goes, what it calls, what it is given. Columns that are empty throughout are left out. */
function leaves(nodes: readonly GraphNode[], graph: GraphDescription): string {
  const rows = nodes.map((node) => [node.label, text(node, 'summary'), needs(node, graph), inputs(node)])
  const used = rows[0]!.map((_, column) => rows.some((row) => row[column] !== ''))
  return table(
    rows.map((row) => row.filter((_, column) => used[column])),
    '      ',
  )
}

function needs({ id }: GraphNode, { nodes, edges }: GraphDescription): string {
  const targets = edges.filter(({ from }) => from === id).map(({ to }) => nodes.find((node) => node.id === to))
  const names = targets.flatMap((target) => (target === undefined ? [] : [target.kind === 'binder' ? target.label : target.id]))
  return names.length === 0 ? '' : `→ ${names.join(', ')}`
}

function place(node: GraphNode): string {
  const variables = node.details?.['variables']
  if (Array.isArray(variables)) return variables.join(', ')
  const [transport, address, port, path] = ['transport', 'address', 'port', 'path'].map((name) => text(node, name))
  if (port === '') return transport ?? ''
  if (port === '0') return `${transport}, a free port`
  return `${transport} ${address === '' ? '' : `${address}:`}${port}${path}`
}

/** Names of the arguments; those that a caller may leave out have a question mark. */
function inputs(node: GraphNode): string {
  const list = node.details?.['inputs']
  if (!Array.isArray(list) || list.length === 0) return ''
  const names = (list as readonly { readonly name: string; readonly required: boolean }[]).map(
    ({ name, required }) => `${name}${required ? '' : '?'}`,
  )
  return `(${names.join(', ')})`
}

function text(node: GraphNode, name: string): string {
  const value = node.details?.[name]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
