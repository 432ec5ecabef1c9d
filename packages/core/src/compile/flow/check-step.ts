import { emptyObject, type JsonSchema, type StepPlugin } from '@naftiko/plugin-api'
import { explainErrors } from '../../validate/explain.ts'
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
  for (const problem of explainErrors(tools.schemas.checkNow(schema, step), schema)) {
    const place = at + (problem.at ?? '')
    if (problem.code === 'NAFTIKO_UNKNOWN_KEY') {
      tools.report({ ...problem, at: place })
      continue
    }
    broken ??= problem.message
    tools.report({
      ...problem,
      severity: 'error',
      code: 'NAFTIKO_STEP_INVALID',
      message: `step "${step.name}": ${problem.message}`,
      at: place,
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
