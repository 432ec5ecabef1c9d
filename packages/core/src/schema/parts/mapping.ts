import type { JsonSchema } from '@naftiko/plugin-api'

/** One entry of `mappings`. */
export const MAPPING_PART: JsonSchema = {
  title: 'Mapping',
  type: 'object',
  description: 'One member of the result of several steps.',
  additionalProperties: false,
  required: ['targetName', 'value'],
  properties: {
    targetName: {
      type: 'string',
      description: 'Name of the member of the result; dots make objects, such as route.from.',
      examples: ['name', 'route.from'],
    },
    value: {
      description: 'What it is: a reference to a step or an argument, a text with {{placeholders}}, an expression, or a constant.',
      examples: ['$.get-ship.name', '{{imo}}', '$count($.list-crew)'],
    },
    description: { type: 'string', description: 'What the member is, for people.' },
  },
}
