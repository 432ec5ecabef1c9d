import { type JsonSchema, partSchema } from '@naftiko/plugin-api'
import { CALL_MEMBERS } from './call-members.ts'

const SEMANTICS: JsonSchema = {
  title: 'Semantics',
  type: 'object',
  description: 'What calling the function does to the world; tools make their hints of it, and REST its methods.',
  additionalProperties: false,
  properties: {
    safe: { type: 'boolean', default: false, description: 'It changes nothing.' },
    idempotent: { type: 'boolean', default: false, description: 'Calling it twice is the same as calling it once.' },
    cacheable: { type: 'boolean', default: false, description: 'Its result may be kept.' },
  },
}

const FUNCTION: JsonSchema = {
  title: 'Function',
  type: ['object', 'null'],
  description: 'Something that can be called by <namespace>.<name>, and served by several exposers.',
  additionalProperties: false,
  required: ['name'],
  properties: {
    name: { type: ['string', 'number'], description: 'Name of the function; references say <namespace>.<name>.' },
    label: { type: 'string', description: 'Name for people.' },
    description: { type: 'string', description: 'What it does, for people and models.' },
    tags: { type: 'array', items: { type: 'string' }, description: 'Words to find it by.' },
    semantics: SEMANTICS,
    inputParameters: { type: 'array', items: partSchema('input'), description: 'Its arguments.' },
    ...CALL_MEMBERS,
    outputMediaType: { type: 'string', description: 'Content type of the result, for those who describe the function.' },
  },
}

/** One entry of `aggregates`. */
export const AGGREGATE_PART: JsonSchema = {
  title: 'Aggregate',
  type: 'object',
  description: 'Functions that belong together. Each is written once, and referred to by tools and operations.',
  additionalProperties: false,
  required: ['namespace'],
  properties: {
    namespace: { type: 'string', description: 'Name of the group; references say <namespace>.<function>.' },
    label: { type: 'string', description: 'Name for people.' },
    description: { type: 'string', description: 'What the functions are about.' },
    functions: { type: 'array', items: FUNCTION, description: 'The functions.' },
  },
}
