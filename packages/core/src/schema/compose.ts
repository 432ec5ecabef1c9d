import type { JsonSchema, JsonValue } from '@naftiko/plugin-api'
import type { PluginRegistry } from '../plugin/registry.ts'
import { SKELETON } from './skeleton.ts'

/** The skeleton with the fragment of every plugin: one schema for editors, its branches chosen by `type`. */
export function composeSchema(registry: PluginRegistry): JsonSchema {
  const schema = structuredClone(SKELETON) as {
    [key: string]: JsonValue
    $defs: Record<string, JsonValue>
    properties: Record<string, JsonValue>
  }
  const items = { consumes: entryItems(registry, 'consumer', schema.$defs), exposes: entryItems(registry, 'exposer', schema.$defs) }
  const capability = schema.properties['capability'] as { properties: Record<string, JsonValue> }
  for (const owner of [schema, capability]) {
    for (const [section, entry] of Object.entries(items)) {
      owner.properties[section] = { ...(owner.properties[section] as object), items: entry }
    }
  }
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Naftiko capability', ...schema }
}

function entryItems(registry: PluginRegistry, kind: 'consumer' | 'exposer', defs: Record<string, JsonValue>): JsonSchema {
  const plugins = registry.all().flatMap((plugin) => (plugin.kind === kind ? [plugin] : []))
  for (const plugin of plugins) defs[`${kind}-${plugin.type}`] = plugin.schema
  return {
    type: 'object',
    required: ['type'],
    properties: { type: { enum: plugins.map((plugin) => plugin.type), description: 'Chooses the plugin that handles this entry.' } },
    allOf: plugins.map((plugin) => ({
      if: { required: ['type'], properties: { type: { const: plugin.type } } },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: { $ref: `#/$defs/${kind}-${plugin.type}` },
    })),
  }
}
