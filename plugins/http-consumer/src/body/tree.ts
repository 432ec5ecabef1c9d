import type { JsonObject, JsonValue } from '@naftiko/plugin-api'
import type { BodyTools } from './compile-body.ts'

/** A body template as a function of the arguments; `undefined` where nothing was given. */
export type Tree = (input: JsonObject) => JsonValue | undefined

/**
 * Compiles JSON with placeholders in its texts. A text that is exactly one placeholder keeps the type of its value, and
 * disappears from its object or list when there is none: values are put in as values, so no quote of theirs can break out.
 */
export function compileTree(value: JsonValue, at: string, tools: BodyTools): Tree {
  if (typeof value === 'string') return compileLeaf(value, at, tools)
  if (Array.isArray(value)) return compileList(value as readonly JsonValue[], at, tools)
  if (typeof value === 'object' && value !== null) return compileObject(value as JsonObject, at, tools)
  return () => value
}

function compileLeaf(text: string, at: string, { context, scope, inputs }: BodyTools): Tree {
  const template = context.template(text, at, { inputs, open: true })
  if (template.references.length === 0) return () => text
  return (input) => template.value(scope(input))
}

function compileList(items: readonly JsonValue[], at: string, tools: BodyTools): Tree {
  const trees = items.map((item, index) => compileTree(item, `${at}/${index}`, tools))
  return (input) => trees.map((tree) => tree(input)).filter((item) => item !== undefined)
}

function compileObject(object: JsonObject, at: string, tools: BodyTools): Tree {
  const members = Object.entries(object).map(([name, member]) => [name, compileTree(member, `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, tools)] as const)
  return (input) => {
    const result = Object.create(null) as Record<string, JsonValue>
    for (const [name, tree] of members) {
      const value = tree(input)
      if (value !== undefined) result[name] = value
    }
    return result
  }
}
