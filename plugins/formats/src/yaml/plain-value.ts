import { isObject, type JsonValue } from '@naftiko/plugin-api'
import { DEEPEST } from './depth.ts'
import { type Members, setMember } from '../text/set-member.ts'

/** Characters and nodes that aliases may add to a text. */
const ADDED = 10_000_000

/**
 * A tree of its own for every place that refers to a value. A text of a few lines can describe gigabytes through
 * aliases of aliases, so what it describes may only be so much larger than the text. Numbers that JSON lacks become texts.
 */
export function plainValue(value: unknown, textLength: number): JsonValue {
  let left = textLength + ADDED
  const spend = (amount: number): void => {
    left -= amount
    if (left < 0) throw new Error('the YAML grows too large when its aliases are resolved')
  }
  const plain = (node: unknown, depth: number): JsonValue => {
    if (depth > DEEPEST) throw new Error(`the YAML has more than ${DEEPEST} levels, or an alias that contains itself`)
    spend(1)
    if (Array.isArray(node)) return node.map((item: unknown) => plain(item, depth + 1))
    if (isObject(node)) return members(node, depth)
    if (typeof node === 'string') spend(node.length)
    if (typeof node === 'number' && !Number.isFinite(node)) return String(node)
    return typeof node === 'bigint' ? String(node) : ((node ?? null) as JsonValue)
  }
  const members = (node: object, depth: number): JsonValue => {
    const result: Members = {}
    for (const [name, member] of Object.entries(node)) {
      spend(name.length)
      setMember(result, name, plain(member, depth + 1))
    }
    return result
  }
  return plain(value, 0)
}
