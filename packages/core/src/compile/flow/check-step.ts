import { emptyObject, type JsonObject, type JsonSchema, pointerTo, segmentsOf, type StepPlugin } from '@naftiko/plugin-api'
import { didYouMean } from '../../nearest.ts'
import type { LinkTools } from '../link-tools.ts'
import { STEP_SCHEMA } from './step-schema.ts'
import type { NamedStep } from './named-step.ts'

const composed = new WeakMap<JsonSchema, JsonSchema>()

/**
 * Reports what is wrong with the shape of a step: its own members by the schema of its plugin, and those that every step
 * can have. Returns why it cannot run, if it cannot.
 */
export function checkStep(step: NamedStep, plugin: StepPlugin, at: string, tools: LinkTools): string | undefined {
  const schema = schemaOf(plugin)
  let broken: string | undefined
  for (const { name, message } of tools.validator(schema)(step)) {
    const segments = segmentsOf(`/${name.replaceAll('.', '/')}`)
    const unknown = segments.length === 1 && !Object.hasOwn((schema['properties'] ?? {}) as JsonObject, segments[0]!)
    const known = Object.keys((schema['properties'] ?? {}) as JsonObject)
    if (!unknown) broken ??= message
    tools.report({
      ...(unknown ? { severity: 'warning' as const } : {}),
      code: unknown ? 'NAFTIKO_UNKNOWN_KEY' : 'NAFTIKO_STEP_INVALID',
      message: unknown ? `a step of type "${step.type}" has no "${name}", so it is ignored` : `step "${step.name}": ${message}`,
      hint: (unknown ? didYouMean(name, known) : undefined) ?? `such a step has ${known.join(', ')}`,
      at: pointerTo(at, ...segments),
      ...(unknown ? { key: true } : {}),
    })
  }
  return broken
}

function schemaOf(plugin: StepPlugin): JsonSchema {
  const known = composed.get(plugin.schema)
  if (known !== undefined) return known
  const own = plugin.schema
  const properties = Object.assign(emptyObject(), STEP_SCHEMA['properties'], own['properties'])
  const schema = { ...own, type: 'object', additionalProperties: false, properties } as JsonSchema
  composed.set(own, schema)
  return schema
}
