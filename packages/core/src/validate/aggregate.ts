import { DURATION, type JsonSchema } from '@naftiko/plugin-api'

const list: JsonSchema = { type: 'array', items: { type: 'object' } }

/** Keys of an entry of `aggregates` and of its functions; what is in its steps is checked where these are compiled. */
export const AGGREGATE: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    namespace: { type: ['string', 'number'] },
    label: { type: 'string' },
    description: { type: 'string' },
    tags: { type: 'array' },
    functions: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        properties: {
          name: { type: ['string', 'number'] },
          label: { type: 'string' },
          description: { type: 'string' },
          tags: { type: 'array' },
          semantics: {
            type: 'object',
            additionalProperties: false,
            properties: { safe: { type: 'boolean' }, idempotent: { type: 'boolean' }, cacheable: { type: 'boolean' } },
          },
          inputParameters: list,
          call: { type: ['string', 'object'] },
          ref: { type: 'string' },
          with: { type: 'object' },
          steps: list,
          sequential: { type: 'boolean' },
          timeout: { type: ['integer', 'string'], pattern: DURATION },
          mappings: list,
          outputParameters: list,
          outputMediaType: { type: 'string' },
        },
      },
    },
  },
}
