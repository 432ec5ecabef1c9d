import { DURATION, type JsonSchema } from '@naftiko/plugin-api'

const EXPRESSION = { type: ['string', 'boolean', 'number'] } as const

/** Milliseconds, or a text such as `500ms`, `30s`, `5m`. */
const TIME = { type: ['integer', 'string'], pattern: DURATION, minimum: 0 } as const

/** What every step can have, whatever its type. All but `name`, `type` and `description` go beyond the published specification. */
export const STEP_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    name: { type: 'string', description: 'Its name; later steps refer to its result by it.' },
    type: { type: 'string', description: 'What kind of step it is.' },
    description: { type: 'string', description: 'What it is good for.' },
    label: { type: 'string', description: 'Name for people. (extension)' },
    if: { ...EXPRESSION, description: 'Runs only when this expression is true; otherwise the result is null. (extension)' },
    forEach: {
      description: 'Runs once for each item of a list; the result is the list of results. (extension)',
      oneOf: [
        { type: ['string', 'array'] },
        {
          type: 'object',
          additionalProperties: false,
          required: ['items'],
          properties: {
            items: { type: ['string', 'array'], description: 'The list, or an expression that gives one.' },
            as: { type: 'string', description: 'Name of the item within the step.', default: 'item' },
            concurrency: { type: 'integer', minimum: 1, maximum: 100, description: 'Items that are worked on at once.', default: 1 },
            limit: { type: 'integer', minimum: 1, description: 'Items at most; more is an error.', default: 10_000 },
            onError: { description: '`fail`, `continue` (the result of that item is null), or a value that takes its place.' },
          },
        },
      ],
    },
    while: {
      description: 'Runs again as long as this expression over its own result is true. (extension)',
      oneOf: [
        { type: 'string' },
        {
          type: 'object',
          additionalProperties: false,
          required: ['condition'],
          properties: {
            condition: { type: 'string', description: 'Expression; the result of the step so far is known by its name.' },
            every: { ...TIME, description: 'Time between two runs.', default: '1s' },
            limit: { type: 'integer', minimum: 1, maximum: 10_000, description: 'Runs at most; more is an error.', default: 60 },
          },
        },
      ],
    },
    retry: {
      description: 'Tries again after failures that may pass. (extension)',
      oneOf: [
        { type: 'integer', minimum: 1, maximum: 100 },
        {
          type: 'object',
          additionalProperties: false,
          properties: {
            attempts: { type: 'integer', minimum: 1, maximum: 100, description: 'Attempts in all.', default: 3 },
            delay: { ...TIME, description: 'Time before the second attempt; doubled for each one after.', default: '500ms' },
            maxDelay: { ...TIME, description: 'Longest time between two attempts.', default: '30s' },
            on: {
              type: 'array',
              items: { type: ['string', 'integer'] },
              description:
                'Statuses (503, "5xx"), "timeout", "unreachable", "any". Default: 408, 425, 429, 500, 502, 503, 504, timeout, unreachable.',
            },
          },
        },
      ],
    },
    timeout: { ...TIME, description: 'The longest that one run may take. (extension)' },
    onError: { description: '`fail` (the default), `continue` (the result is null), or a value that becomes the result. (extension)' },
  },
}
