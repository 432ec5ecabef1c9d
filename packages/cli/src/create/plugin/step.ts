import type { Names } from '../names.ts'
import { pascal } from './consumer.ts'
import type { Files } from './kinds.ts'

/** A step that makes a text of a value. */
export function stepFiles({ kebab, camel, label }: Names): Files {
  return {
    'src/index.ts': `import { API_VERSION, type CompiledStep, InputError, type JsonValue, type StepCompileContext, type StepEntry, type StepPlugin } from '@naftiko/plugin-api'

/** One step with \`type: ${kebab}\`. What every step has (\`name\`, \`if\`, \`forEach\`, \`retry\` …) is the engine's. */
export interface ${pascal(camel)}Step extends StepEntry {
  readonly value: JsonValue
}

/** ${label}: steps with \`type: ${kebab}\`. */
export default function ${camel}Step(): StepPlugin<${pascal(camel)}Step> {
  return {
    kind: 'step',
    type: '${kebab}',
    name: 'naftiko-${kebab}-step',
    apiVersion: API_VERSION,
    description: '${label}',
    // Only the members that this type adds.
    schema: {
      required: ['value'],
      properties: { value: { description: 'What is shouted: a text, {{argument}}, or an expression such as $.step.member.' } },
    },
    compile,
  }
}

/** Compiles the step once; what it returns runs for every call. */
function compile(step: ${pascal(camel)}Step, context: StepCompileContext): CompiledStep {
  const value = context.value(step.value, '/value')
  return {
    // It changes nothing, so it may run beside steps that it does not depend on.
    safe: true,
    selfContained: true,
    run: async (values) => {
      const text = await value(values)
      if (typeof text !== 'string') throw new InputError('"value" is no text')
      return \`\${text.toUpperCase()}!\`
    },
  }
}
`,
    [`test/${kebab}.test.ts`]: `import { standardPlugins } from '@naftiko/standard'
import { testEngine } from '@naftiko/testing'
import { describe, expect, it } from 'vitest'
import ${camel}Step from '../src/index.ts'

const document = (value: string): { readonly text: string } => ({
  text: JSON.stringify({
    naftiko: '1.0.0-alpha2',
    info: { label: '${label}' },
    capability: {
      aggregates: [
        {
          namespace: 'texts',
          functions: [
            {
              name: 'shout',
              inputParameters: [{ name: 'text', type: 'string', required: true }],
              steps: [{ name: 'shouted', type: '${kebab}', value }],
              mappings: [{ targetName: 'text', value: '$.shouted' }],
            },
          ],
        },
      ],
      exposes: [{ type: 'mcp', namespace: 'texts-mcp', tools: [{ name: 'shout', description: 'Shouts a text', ref: 'texts.shout' }] }],
    },
  }),
})

describe('${kebab} step', () => {
  it.each([
    ['an argument', '{{text}}', 'HELLO!'],
    ['a constant', 'thanks', 'THANKS!'],
  ])('shouts %s', async (_, value, expected) => {
    const engine = testEngine([...standardPlugins(), ${camel}Step()])
    const host = engine.host([await engine.load(document(value), { strict: true })], { expose: false })
    await host.start()
    const outcome = await host.invoke('texts-mcp.shout', { text: 'hello' })
    expect(outcome).toMatchObject({ kind: 'value', value: { text: expected } })
    await host.stop()
  })

  it('says in the document what it cannot do without', async () => {
    const engine = testEngine([...standardPlugins(), ${camel}Step()])
    const text = document('x').text.replace('"value":"x"', '"other":"x"')
    const { valid } = await engine.validate({ text })
    expect(valid).toBe(false)
  })
})
`,
    'example.yaml': `naftiko: 1.0.0-alpha2
info: { label: '${label}' }
capability:
  aggregates:
  - namespace: texts
    functions:
    - name: shout
      description: Shouts a text
      inputParameters:
      - { name: text, type: string, required: true, description: What is shouted. }
      steps:
      - { name: shouted, type: ${kebab}, value: '{{text}}' }
      mappings:
      - { targetName: text, value: $.shouted }
  exposes:
  - type: rest
    namespace: texts-rest
    port: 8080
    resources:
    - path: /shout/{text}
      operations:
      - { name: shout, method: GET, inputParameters: [{ name: text, in: path, type: string }], ref: texts.shout }
`,
  }
}
