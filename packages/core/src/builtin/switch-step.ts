import { isTrue, API_VERSION, type JsonObject, partSchema, pointerTo, type StepEntry, type StepPlugin } from '@naftiko/plugin-api'
import { leniently } from '../compile/flow/no-value.ts'

interface SwitchEntry extends StepEntry {
  readonly cases: readonly { readonly if: string; readonly steps: readonly JsonObject[] }[]
  readonly otherwise?: readonly JsonObject[]
}

/** The first case whose condition is true. The result is that of its steps; null when no case fits and there is no `otherwise`. */
export function switchStep(): StepPlugin<SwitchEntry> {
  const steps = { type: 'array', minItems: 1, items: partSchema('step') }
  return {
    kind: 'step',
    type: 'switch',
    name: '@naftiko/core',
    apiVersion: API_VERSION,
    description: 'The first case whose condition is true (extension)',
    schema: {
      required: ['cases'],
      properties: {
        cases: {
          type: 'array',
          minItems: 1,
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['if', 'steps'],
            properties: {
              if: { type: 'string', description: 'The condition, an expression over arguments and results.' },
              steps: { ...steps, description: 'What is done when the condition is true.' },
            },
          },
          description: 'Conditions and what is done; the first that is true is taken.',
        },
        otherwise: { ...steps, description: 'What is done when no condition is true.' },
      },
    },
    compile: (step, context) => {
      const cases = step.cases.map((one, index) => ({
        group: context.group(one.steps, pointerTo('/cases', index, 'steps')),
        test: context.expression(one.if, pointerTo('/cases', index, 'if')),
      }))
      const otherwise = step.otherwise === undefined ? undefined : context.group(step.otherwise, '/otherwise')
      const groups = [...cases.map(({ group }) => group), ...(otherwise === undefined ? [] : [otherwise])]
      return {
        safe: groups.every(({ safe }) => safe === true),
        targets: groups.flatMap(({ targets = [] }) => targets),
        parameters: groups.flatMap(({ parameters = [] }) => parameters),
        selfContained: true,
        run: async (values) => {
          for (const { group, test } of cases) if (isTrue(await leniently(test, values))) return group.run(values)
          return otherwise === undefined ? null : otherwise.run(values)
        },
      }
    },
  }
}
