import type { JsonObject, JsonValue } from '@naftiko/plugin-api'
import { type Members, setMember } from '../text/set-member.ts'

/** An element while it is read. */
export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: (readonly [name: string, value: JsonValue])[]
  /** Text, in runs that elements stand between. */
  readonly runs: string[]
}

/** Continues the run of text that the element ends with. */
export function addText({ children, runs }: Element, text: string): void {
  while (runs.length <= children.length) runs.push('')
  runs[children.length] += text
}

/** Attributes, child elements and text of an element as members; text stands under the empty name. */
export function membersOf({ attributes, children, runs }: Element): JsonObject {
  const members = new Map<string, JsonValue[]>()
  const add = (name: string, value: JsonValue): void => {
    const values = members.get(name)
    if (values === undefined) members.set(name, [value])
    else values.push(value)
  }
  for (const name of Object.keys(attributes)) if (!isDeclaration(name)) add(localName(name), attributes[name]!)
  for (const [index, run] of runs.entries()) {
    if (run.trim() !== '') add('', run)
    const child = children[index]
    if (child !== undefined) add(localName(child[0]), child[1])
  }
  for (const [name, value] of children.slice(runs.length)) add(localName(name), value)
  const result: Members = {}
  for (const [name, values] of members) setMember(result, name, values.length === 1 ? values[0]! : values)
  return result
}

/** The text of an element that has nothing else, or its members. */
export function valueOf(element: Element): JsonValue {
  const { attributes, children, runs } = element
  if (attributes['xsi:nil'] === 'true') return null
  const plain = children.length === 0 && Object.keys(attributes).every(isDeclaration)
  return plain ? (runs[0] ?? '') : membersOf(element)
}

function isDeclaration(attribute: string): boolean {
  return attribute === 'xmlns' || attribute.startsWith('xmlns:') || attribute === 'xsi:schemaLocation'
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
