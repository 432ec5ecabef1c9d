import { DURATION, type CallSpec, type InputEntry, type JsonSchema, partSchema } from '@naftiko/plugin-api'

/** The words that `type` of an input may be. Others are taken as "any value", with a warning. */
export const INPUT_TYPES: readonly string[] = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'json']

const INPUT: Readonly<Record<Exclude<keyof InputEntry, 'style' | 'explode'>, JsonSchema>> = {
  name: { type: 'string', description: 'Name of the argument.' },
  in: { type: 'string', description: 'Where the called operation puts it.' },
  type: { type: 'string', default: 'string', examples: INPUT_TYPES, description: 'Type of its value.' },
  description: { type: 'string', description: 'What it means, for the model that fills it in.' },
  required: { type: 'boolean', default: true, description: 'Whether a call must give it.' },
  value: { description: 'A constant. The argument is then not shown, and no caller can set it.' },
  default: { description: 'What is taken when a call does not give it.' },
  enum: { type: 'array', description: 'The values it may have.' },
  pattern: { type: 'string', description: 'A regular expression that its text must match.' },
  items: { type: ['object', 'array'], description: 'For arrays: the shape of one item.' },
  properties: { type: ['object', 'array'], description: 'For objects: the shape of the members.' },
  maxLength: { type: 'integer', minimum: 0, description: 'Characters that its text may have.' },
}

const OUTPUT: Readonly<Record<string, JsonSchema>> = {
  name: { type: 'string', description: 'Name of the value in the result.' },
  type: { type: 'string', description: 'Type of the value.' },
  description: { type: 'string', description: 'What the value is.' },
  mapping: { type: 'string', description: 'Where it comes from: a path such as $.data.id, or a JSONata expression.' },
  value: { description: 'A constant or a text with {{placeholders}}; one that starts with $ is a mapping.' },
  properties: { type: 'object', description: 'For objects: the members, each declared like an output.' },
  items: { type: 'object', description: 'For arrays: how one item is declared.' },
  maxLength: { type: 'integer', minimum: 0, description: 'Longer texts are cut to this many characters.' },
}

/** What tools and resources have in common: what they call, and what becomes of inputs and results. */
export const CALL: Readonly<Record<keyof CallSpec, JsonSchema>> = {
  name: { type: 'string', description: 'Its name.' },
  description: { type: 'string', description: 'What it does and when to use it, for the model that chooses.' },
  inputParameters: {
    type: 'array',
    items: {
      title: 'MCP input',
      description: 'One argument of a tool.',
      type: 'object',
      required: ['name'],
      additionalProperties: false,
      properties: INPUT,
    },
    description: 'Its arguments.',
  },
  call: { type: 'string', description: 'The consumed operation that it calls: <namespace>.<operation>.' },
  ref: { type: 'string', description: 'The aggregate function that it calls: <namespace>.<function>.' },
  with: { type: 'object', description: 'What the operation is given: input of the operation → argument (tools.x), text or constant.' },
  steps: { type: 'array', items: partSchema('step'), description: 'Several calls, one after the other.' },
  sequential: { type: 'boolean', description: 'Steps run strictly one after the other. (extension)' },
  timeout: {
    type: ['integer', 'string'],
    pattern: DURATION,
    description: 'The longest that the whole operation may take: milliseconds, or a text such as 30s. (extension)',
  },
  mappings: { type: 'array', items: partSchema('mapping'), description: 'How results of steps become the result.' },
  outputParameters: {
    type: 'array',
    items: partSchema('output', { type: 'object', additionalProperties: false, properties: OUTPUT }),
    description: 'What the result is made of; without it, the whole answer.',
  },
}
