import { isObject, type JsonSchema, type JsonValue } from '@naftiko/plugin-api'
import { SKELETON } from '../skeleton.ts'

/** One entry of `binds`, or an import of one. `schemes` are the places that this build can read values from. */
export function bindsPart(schemes: readonly string[], importPart: JsonSchema): JsonSchema {
  const list = (SKELETON['$defs'] as { readonly binds: { readonly items: JsonSchema } }).binds
  const properties = list.items['properties'] as Readonly<Record<string, JsonValue>>
  const location = isObject(properties['location']) ? properties['location'] : {}
  return {
    title: 'Entry of binds',
    type: 'object',
    description: 'Named values from outside, or an import of such an entry.',
    if: { type: 'object', required: ['import'] },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: importPart,
    else: {
      title: 'Binding',
      additionalProperties: false,
      required: ['keys'],
      properties: {
        ...properties,
        location: { ...location, examples: schemes.filter((scheme) => scheme !== 'env').map((scheme) => `${scheme}:///./secrets.yaml`) },
      },
    },
  }
}
