import { DURATION } from './duration.ts'
import type { JsonSchema } from './json.ts'

/** A text of an entry. */
export function textSchema(description: string): JsonSchema {
  return { type: 'string', description }
}

/** A duration that is more than nothing: milliseconds, or a text such as `30s`. */
export function durationSchema(description: string): JsonSchema {
  return { type: ['integer', 'string'], pattern: DURATION, minimum: 1, description }
}

/** What an input of a consumed operation says about its value, whatever the kind of the consumer. */
export const CONSUMED_VALUE: Readonly<Record<string, JsonSchema>> = {
  type: { enum: ['string', 'number', 'integer', 'boolean', 'array', 'object', 'json'], description: 'Type of its value.' },
  description: textSchema('What it is, for people and models.'),
  value: { description: 'A constant or a template. Callers neither see nor change it.' },
  default: { description: 'Value when the caller gives none.' },
  enum: { type: 'array', description: 'The values it may have.' },
  pattern: textSchema('Regular expression that its text must match.'),
  items: { type: ['object', 'array'], description: 'Shape of the elements, for an array.' },
  properties: { type: ['object', 'array'], description: 'Shape of the members, for an object.' },
  maxLength: { type: 'integer', description: 'Most characters.' },
}
