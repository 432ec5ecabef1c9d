import { emptyObject, isList, isObject, type JsonObject, type JsonValue, pointerTo } from '@naftiko/plugin-api'
import type { TemplateTools } from './tools.ts'

/** A body template as a function of the arguments; `undefined` where nothing was given. */
export type Tree = (input: JsonObject) => JsonValue | undefined

/**
 * Compiles JSON with placeholders in its texts. A text that is exactly one placeholder keeps the type of its value, and
 * disappears from its object or list when there is none: values are put in as values, so no quote of theirs can break out.
 */
export function compileTree(value: JsonValue, at: string, tools: TemplateTools): Tree {
  if (typeof value === 'string') return compileLeaf(value, at, tools)
  if (isList(value)) return compileList(value, at, tools)
  if (isObject(value)) return compileObject(value, at, tools)
  return () => value
}

function compileLeaf(text: string, at: string, { context, scope, inputs }: TemplateTools): Tree {
  const template = context.template(text, at, { inputs, open: true })
  if (template.references.length === 0) return () => text
  return (input) => template.value(scope(input))
}

function compileList(items: readonly JsonValue[], at: string, tools: TemplateTools): Tree {
  const trees = items.map((item, index) => compileTree(item, pointerTo(at, index), tools))
  return (input) => trees.map((tree) => tree(input)).filter((item) => item !== undefined)
}

function compileObject(object: JsonObject, at: string, tools: TemplateTools): Tree {
  const members = Object.entries(object).map(([name, member]) => [name, compileTree(member, pointerTo(at, name), tools)] as const)
  return (input) => {
    const result = emptyObject()
    for (const [name, tree] of members) {
      const value = tree(input)
      if (value !== undefined) result[name] = value
    }
    return result
  }
}
