import { API_VERSION, type JsonObject, partSchema, type StepEntry, type StepPlugin } from '@naftiko/plugin-api'

interface GroupEntry extends StepEntry {
  readonly steps: readonly JsonObject[]
}

/** Several steps as one, for a condition, a loop or a retry around all of them. The result is that of the last. */
export function groupStep(): StepPlugin<GroupEntry> {
  return {
    kind: 'step',
    type: 'group',
    name: '@naftiko/core',
    apiVersion: API_VERSION,
    description: 'Several steps as one (extension)',
    schema: {
      required: ['steps'],
      properties: {
        steps: { type: 'array', minItems: 1, items: partSchema('step'), description: 'The steps; they see what this step sees.' },
      },
    },
    compile: (step, context) => context.group(step.steps, '/steps'),
  }
}
