import { isObject, type JsonSchema, type JsonValue, type StepPlugin } from '@naftiko/plugin-api'
import { STEP_SCHEMA } from '../../compile/flow/step-schema.ts'

/** One step: what every step has, and by its `type` what its plugin adds. */
export function stepPart(plugins: readonly StepPlugin[], widen: (schema: JsonSchema) => JsonSchema): JsonSchema {
  const common = STEP_SCHEMA['properties'] as Readonly<Record<string, JsonValue>>
  const type = {
    type: 'string',
    description: 'What kind of step it is.',
    enum: plugins.map((plugin) => plugin.type),
    enumDescriptions: plugins.map(({ description }) => description ?? ''),
  }
  return {
    title: 'Step',
    type: 'object',
    description: 'One step of an operation; its result is known to later steps by its name.',
    required: ['type'],
    properties: { type },
    allOf: plugins.map((plugin) => {
      const own = isObject(plugin.schema['properties']) ? plugin.schema['properties'] : {}
      return {
        if: { type: 'object', required: ['type'], properties: { type: { const: plugin.type } } },
        // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
        then: widen({
          ...plugin.schema,
          title: `Step ${plugin.type}`,
          ...(plugin.description === undefined ? {} : { description: `${plugin.description}.` }),
          type: 'object',
          additionalProperties: false,
          properties: { name: common['name']!, type, ...own, ...withoutKeys(common, ['name', 'type']) },
        }),
      }
    }),
  }
}

function withoutKeys(properties: Readonly<Record<string, JsonValue>>, keys: readonly string[]): JsonSchema {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !keys.includes(key)))
}
