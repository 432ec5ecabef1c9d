import type { JsonSchema } from '@naftiko/plugin-api'

/** The types that values of results and inputs can have. */
export const VALUE_TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object'] as const

/** One entry of `outputParameters`. `self` is the reference to it, because outputs nest. */
export function outputPart(self: JsonSchema): JsonSchema {
  return {
    title: 'Output',
    type: ['object', 'null'],
    description: 'Where a value of the result comes from, and what shape it has.',
    additionalProperties: false,
    properties: {
      name: {
        type: ['string', 'number'],
        description: 'Name of the value, where there are several. A single output is the whole result.',
      },
      type: { type: 'string', enum: [...VALUE_TYPES], description: 'Type of the value; what is found is converted to it.' },
      description: { type: 'string', description: 'What the value is, for people and models.' },
      mapping: {
        type: 'string',
        description: 'Where the value comes from: a path, a JSONPath query or a JSONata expression over the answer.',
        examples: ['$.', '$.data.id', '$.items[*].name', '$sum(items.price)'],
      },
      value: {
        description: 'A constant, or a text with {{placeholders}}; one that starts with "$" is a mapping. Without a call, it makes a mock.',
        examples: ['$.id', 'Hello, {{name}}'],
      },
      const: { description: 'The value that a check may expect. Nothing is made of it; "value" makes a constant.' },
      properties: {
        type: ['object', 'array'],
        description: 'For an object: its members, each an output whose paths begin where the object is.',
        additionalProperties: self,
        items: self,
      },
      items: {
        description: 'For a list: how each element looks. A list of named outputs means objects with these members.',
        type: ['object', 'array'],
        if: { type: 'object' },
        // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
        then: self,
        else: { items: self },
      },
      required: { type: ['boolean', 'array'], description: 'Whether results always have it, for descriptions of the result.' },
      tags: { type: 'array', items: { type: 'string' }, description: 'Words to find it by.' },
      maxLength: { type: 'integer', minimum: 0, description: 'Longer texts are cut to this many characters. (extension)' },
    },
  }
}
