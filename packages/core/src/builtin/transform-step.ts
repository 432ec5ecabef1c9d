import { API_VERSION, type JsonValue, type StepEntry, type StepPlugin } from '@naftiko/plugin-api'

interface TransformEntry extends StepEntry {
  readonly value: JsonValue
}

/** Makes a value of earlier results: an expression, or any value with references and templates in it. */
export function transformStep(): StepPlugin<TransformEntry> {
  return {
    kind: 'step',
    type: 'transform',
    name: '@naftiko/core',
    apiVersion: API_VERSION,
    description: 'Makes a value of earlier results (extension)',
    schema: {
      required: ['value'],
      properties: { value: { description: 'An expression such as "$sum(items.price)", or a value with references and templates in it.' } },
    },
    compile: (step, context) => {
      const value =
        typeof step.value === 'string' && !/\{\{/.test(step.value)
          ? context.expression(step.value, '/value')
          : context.value(step.value, '/value')
      return { safe: true, selfContained: true, run: async (values) => (await value(values)) ?? null }
    },
  }
}
