import type { Explanation } from '@naftiko/core'
import { isObject, type JsonValue, segmentsOf } from '@naftiko/plugin-api'

/** One text of the document that carries values: where it stands, and in which dialect it was read. */
export interface Wire {
  /** The node that it belongs to, such as `books-rest.get-book`. */
  readonly at: string
  /** Below that node, such as `with.isbn` or `outputParameters.title.mapping`. */
  readonly place: string
  readonly text: string
  /** `path`, `jsonpath`, `jsonata`, `reference`, `template`, `constant` or `call`. */
  readonly dialect: string
  readonly meaning: string
  readonly line: number
}

const SECTIONS: ReadonlySet<string> = new Set(['consumes', 'exposes', 'aggregates', 'binds'])

/** Members whose elements are things that can be called. */
const THINGS: ReadonlySet<string> = new Set(['operations', 'tools', 'functions', 'flows', 'resources', 'prompts', 'skills'])

/** What was understood of each text, by the node that it belongs to. Files are parsed once each. */
export function wiringOf(
  explanations: readonly Explanation[],
  sources: ReadonlyMap<string, string>,
  parse: (text: string) => JsonValue,
): readonly Wire[] {
  const documents = new Map<string, JsonValue>()
  return explanations.map(({ file, pointer, text, kind, meaning, line }) => {
    const document = documents.get(file) ?? parse(sources.get(file) ?? '')
    documents.set(file, document)
    return { ...ownerOf(document, segmentsOf(pointer)), text, dialect: kind, meaning, line }
  })
}

/** The innermost thing with a name on the way to a text, and the way from there. Without one it is the entry itself. */
function ownerOf(document: JsonValue, segments: readonly string[]): Pick<Wire, 'at' | 'place'> {
  let node: JsonValue | undefined = document
  let namespace = ''
  let own = ''
  let place = ''
  for (const [index, segment] of segments.entries()) {
    const parent = segments[index - 1] ?? ''
    node = memberOf(node, segment)
    place += stepTo(segment, node)
    if (!isObject(node)) continue
    if (namespace === '' && SECTIONS.has(parent)) {
      namespace = String(node['namespace'] ?? parent)
      place = ''
    } else if (THINGS.has(parent) && !segments.slice(0, index).includes('steps')) {
      // Within the steps of a thing, nothing is a thing of its own.
      own = String(node['name'] ?? segment)
      place = ''
    }
  }
  return { at: own === '' ? namespace : `${namespace}.${own}`, place: place.replace(/^\./, '') }
}

/** Elements of lists are told by their names, where they have one. */
function stepTo(segment: string, node: JsonValue | undefined): string {
  if (!/^\d+$/.test(segment)) return `.${segment}`
  const name = isObject(node) ? (node['name'] ?? node['targetName'] ?? node['target']) : undefined
  if (typeof name === 'string') return `.${name}`
  return node === undefined ? '' : `[${segment}]`
}

function memberOf(node: JsonValue | undefined, segment: string): JsonValue | undefined {
  if (Array.isArray(node)) return node[Number(segment)] as JsonValue | undefined
  return isObject(node) && Object.hasOwn(node, segment) ? node[segment] : undefined
}

/** Whether there is something to tell: calls are drawn as arrows, and an answer that passes as it is needs no words. */
export function isTelling({ dialect, meaning }: Wire): boolean {
  return dialect !== 'call' && meaning !== 'the answer as it is'
}
