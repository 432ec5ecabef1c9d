import type { JsonObject, JsonValue } from '@naftiko/plugin-api'
import { sample as sampleStrings, stringMatching } from 'fast-check'
import { sample } from 'openapi-sampler'

/** A value that a schema of an OpenAPI document allows, made by packages that know nothing of naftiko. */
export function sampleOf(schema: JsonObject | undefined, document: JsonObject): JsonValue {
  if (schema === undefined) return 'x'
  return allowed(sample(schema as never, { skipReadOnly: true, quiet: true }, document as never) as JsonValue, schema)
}

/** Examples of published documents often are what their own schema does not allow, and patterns are nothing to `openapi-sampler`. */
function allowed(value: JsonValue, { type, pattern, example, enum: values }: JsonObject): JsonValue {
  const types = [type].flat()
  // `oas-to-har` takes a text with a percent sign for one that is encoded.
  if (typeof value === 'string' && value.includes('%')) return 'text'
  if (Array.isArray(values) && !values.includes(value)) return values[0] as JsonValue
  if ((types.includes('integer') || types.includes('number')) && typeof value === 'string') return 1
  if (types.includes('boolean') && typeof value === 'string') return true
  if (typeof value !== 'string' || typeof pattern !== 'string' || example !== undefined) return value
  const form = new RegExp(pattern)
  return form.test(value) ? value : sampleStrings(stringMatching(form), { numRuns: 1, seed: 1 })[0]!
}
