import type { JsonSchema } from './json.ts'

/**
 * Parts of a document that mean the same wherever they stand, and belong to the engine: one step, one entry of `mappings`,
 * `outputParameters` or `inputParameters`, and the `authentication` of an exposer.
 */
export type SchemaPart = 'step' | 'mapping' | 'output' | 'input' | 'authentication'

/** The annotation by which a schema says more to editors than to the engine. Validators ignore it. */
export const EDITOR_KEYWORD = 'x-naftiko'

/**
 * Marks a schema of a plugin as one of these parts: `naftiko schema` puts the whole description in its place. The engine
 * goes on checking by `schema` alone, because what is wrong with a part is told where the part is compiled.
 */
export function partSchema(part: SchemaPart, schema: JsonSchema = { type: 'object' }): JsonSchema {
  return { ...schema, [EDITOR_KEYWORD]: part }
}

/** Marks an object of which the engine reads more spellings than it is worth to list: editors call other keys unknown. */
export function closedForEditors(schema: JsonSchema): JsonSchema {
  return { ...schema, [EDITOR_KEYWORD]: 'closed' }
}
