import { API_VERSION, type CallSpec, partSchema, type StepPlugin } from '@naftiko/plugin-api'

/** Calls an operation or a function; the result is its answer as a value. */
export function callStep(): StepPlugin {
  return {
    kind: 'step',
    type: 'call',
    name: '@naftiko/core',
    apiVersion: API_VERSION,
    description: 'Calls an operation of a consumed API, or a function',
    schema: {
      anyOf: [{ required: ['call'] }, { required: ['ref'] }],
      properties: {
        call: { type: 'string', description: 'What it calls: <namespace>.<operation>.' },
        ref: { type: 'string', description: 'The function that it calls: <namespace>.<function>.' },
        with: { type: 'object', description: 'Arguments: constants, templates, and references to arguments and results.' },
        outputParameters: { type: 'array', items: partSchema('output', {}), description: 'How the answer looks to later steps.' },
      },
    },
    compile: (step, context) => context.call(step as unknown as CallSpec, ''),
  }
}
