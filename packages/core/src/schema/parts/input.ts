import type { JsonSchema } from '@naftiko/plugin-api'
import { VALUE_TYPES } from './output.ts'

/** One entry of `inputParameters` where the engine itself reads them: of a function, and of tools that say no more. */
export const INPUT_PART: JsonSchema = {
  title: 'Input',
  type: ['object', 'null'],
  description: 'One argument.',
  additionalProperties: false,
  properties: {
    name: { type: ['string', 'number'], description: 'Name of the argument.' },
    type: {
      type: 'string',
      enum: [...VALUE_TYPES, 'json'],
      description: 'Type of its value; json may be anything.',
    },
    description: { type: 'string', description: 'What it means, for people and models.' },
    required: { type: 'boolean', description: 'Whether a call must give it. On a tool the default is true, elsewhere false.' },
    in: { type: 'string', enum: ['path', 'query', 'header', 'cookie', 'body'], description: 'Where it travels in a request.' },
    value: { description: 'A constant. The argument is then not shown, and no caller can set it.' },
    default: { description: 'What is taken when a call does not give it. (extension)' },
    enum: { type: 'array', description: 'The values it may have. (extension)' },
    pattern: { type: 'string', description: 'Regular expression that its text must match.', examples: ['^[A-Z]{3}$'] },
    maxLength: { type: 'integer', minimum: 0, description: 'Most characters that its text may have. (extension)' },
    items: { type: ['object', 'array'], description: 'For a list: the shape of its elements, as JSON Schema.' },
    properties: { type: ['object', 'array'], description: 'For an object: the shape of its members, as JSON Schema.' },
  },
}
