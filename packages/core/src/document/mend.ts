import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml'
import { type JsonValue, pointerTo, segmentsOf } from '@naftiko/plugin-api'
import type { ParsedYaml } from './parse-yaml.ts'

/** A slip of the pen: at this place of a file another word was meant. */
export interface Mend {
  readonly file: string
  /** As it was written. */
  readonly pointer: string
  /** The key is meant, not the value. */
  readonly key: boolean
  readonly meant: string
}

/**
 * The document as it would be without the slips, at the same places: what is found in it is what else is wrong. Those
 * that stand in no word of the text stay as they are.
 */
export function mended(parsed: ParsedYaml, mends: readonly Mend[]): ParsedYaml {
  const words = mends.flatMap((mend) => {
    const word = wordAt(parsed.tree.contents, mend)
    return word === undefined ? [] : [[word, mend.meant] as const]
  })
  if (words.length === 0) return parsed
  const written = new Map<Node, string>()
  for (const [word, meant] of words) {
    written.set(word, String(word.value))
    word.value = meant
  }
  return { ...parsed, value: parsed.tree.toJS() as JsonValue, written }
}

function wordAt(root: Node | null, { pointer, key }: Mend): Scalar | undefined {
  let node: Node | null | undefined = root
  let name: Node | undefined
  for (const segment of segmentsOf(pointer)) {
    name = undefined
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === segment)
      name = pair?.key as Node | undefined
      node = pair?.value as Node | null | undefined
    } else if (isSeq(node)) node = node.items[Number(segment)] as Node | undefined
    else return undefined
    // What is written once and meant in several places is mended by nobody but its author.
    if (node === undefined || isAlias(node)) return undefined
  }
  const word = key ? name : node
  return isScalar(word) ? word : undefined
}

/** The pointer with the keys that the text has, mended or not. */
export function asWritten(parsed: ParsedYaml, pointer: string): string {
  if (parsed.written === undefined) return pointer
  let node: unknown = parsed.tree.contents
  let result = ''
  for (const segment of segmentsOf(pointer)) {
    const container: unknown = isAlias(node) ? node.resolve(parsed.tree) : node
    const pair = isMap(container) ? container.items.find((item) => isScalar(item.key) && String(item.key.value) === segment) : undefined
    node = pair?.value ?? (isSeq(container) ? container.items[Number(segment)] : undefined)
    result = pointerTo(result, (pair === undefined ? undefined : parsed.written.get(pair.key as Node)) ?? segment)
  }
  return result
}
