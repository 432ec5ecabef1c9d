import { DURATION, type JsonSchema, partSchema } from '@naftiko/plugin-api'

/** What everything that calls has: what it calls, and what becomes of arguments and results. */
export const CALL_MEMBERS: Readonly<Record<string, JsonSchema>> = {
  call: {
    type: 'string',
    description: 'The consumed operation that it calls: <namespace>.<operation>.',
    examples: ['weather.getforecast'],
  },
  ref: { type: 'string', description: 'The function that it calls: <namespace>.<function>.', examples: ['models.compare'] },
  with: {
    type: 'object',
    description: 'What the called operation is given: its input → an argument, a text with {{placeholders}}, or a constant.',
  },
  steps: { type: 'array', items: partSchema('step'), description: 'Several calls; each sees the results of those that it names.' },
  sequential: { type: 'boolean', default: false, description: 'Steps run strictly one after the other. (extension)' },
  timeout: {
    type: ['integer', 'string'],
    pattern: DURATION,
    description: 'The longest that all of it may take: milliseconds, or a text such as 30s. (extension)',
  },
  mappings: { type: 'array', items: partSchema('mapping'), description: 'How results of steps become the result.' },
  outputParameters: {
    type: 'array',
    items: partSchema('output'),
    description: 'What the result is made of. Without it, the answer passes as it is.',
  },
}
