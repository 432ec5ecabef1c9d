import type { Names } from '../names.ts'
import type { Files } from './kinds.ts'

/** A consumer that offers one operation. */
export function consumerFiles({ kebab, camel, label }: Names): Files {
  return {
    'src/index.ts': `import { API_VERSION, type ConsumerNode, type ConsumerPlugin, InputError, type Invocation, type NodeEntry, type Outcome } from '@naftiko/plugin-api'

/** One entry of \`consumes\` with \`type: ${kebab}\`. */
export interface ${pascal(camel)}Entry extends NodeEntry {
  readonly greeting?: string
}

/** ${label}: the operations of \`consumes\` entries with \`type: ${kebab}\`. */
export default function ${camel}Consumer(): ConsumerPlugin<${pascal(camel)}Entry> {
  return {
    kind: 'consumer',
    type: '${kebab}',
    name: 'naftiko-${kebab}-consumer',
    apiVersion: API_VERSION,
    description: '${label}',
    // Checked before "compile", and shown by editors.
    schema: {
      type: 'object',
      additionalProperties: false,
      required: ['type', 'namespace'],
      properties: {
        type: { const: '${kebab}' },
        namespace: { type: 'string', description: 'Name in calls.' },
        description: { type: 'string', description: 'What it is.' },
        greeting: { type: 'string', description: 'What every greeting begins with.', default: 'Hello' },
      },
    },
    compile,
  }
}

/** Pure: no socket, no file, no environment, no timer. What is wrong with the document is reported, never thrown. */
function compile(entry: ${pascal(camel)}Entry): ConsumerNode {
  const greeting = entry.greeting ?? 'Hello'
  return {
    operations: [
      {
        name: 'greet',
        description: 'Greets somebody',
        input: {
          parameters: [{ name: 'name', required: true, schema: { type: 'string', description: 'Who is greeted.' } }],
          payload: 'none',
        },
        effects: { safe: true, idempotent: true },
        invoke: (invocation) => greet(greeting, invocation),
      },
    ],
    // start: open connections; variables are known by now. stop: release, also after a failed start.
  }
}

/** One call. Pass \`signal\` on to whatever can be aborted; reject with an \`InvocationError\` that says whose fault it is. */
async function greet(greeting: string, { input, signal }: Invocation): Promise<Outcome> {
  signal.throwIfAborted()
  const name = String(input['name'] ?? '')
  if (name === '') throw new InputError('"name" must not be empty', { input: 'name' })
  return { kind: 'value', value: { text: \`\${greeting}, \${name}!\` }, metadata: { status: 200 } }
}
`,
    [`test/${kebab}.test.ts`]: `import { consumerConformance, memoryDocument, testEngine } from '@naftiko/testing'
import { describe, expect, it } from 'vitest'
import ${camel}Consumer from '../src/index.ts'

const entry = { type: '${kebab}', namespace: '${kebab}', greeting: 'Welcome' }

describe('${kebab} consumer', () => {
  const checks = consumerConformance({
    make: () => ${camel}Consumer(),
    entry,
    call: { operation: 'greet', input: { name: 'Ada' } },
    failing: { operation: 'greet', input: { name: '' } },
  })
  for (const check of checks) it(check.title, check.run)

  it('greets in the words of the document', async () => {
    const engine = testEngine([${camel}Consumer()])
    const host = engine.host([await engine.load(memoryDocument({ consumes: [entry] }), { strict: true })], { expose: false })
    await host.start()
    const outcome = await host.invoke('${kebab}.greet', { name: 'Ada' })
    expect(outcome).toMatchObject({ kind: 'value', value: { text: 'Welcome, Ada!' } })
    await host.stop()
  })
})
`,
    'example.yaml': `naftiko: 1.0.0-alpha2
info: { label: '${label}' }
capability:
  consumes:
  - type: ${kebab}
    namespace: ${kebab}
    greeting: Welcome
  exposes:
  - type: rest
    namespace: ${kebab}-rest
    port: 8080
    resources:
    - path: /greetings/{name}
      operations:
      - { name: greet, method: GET, call: ${kebab}.greet }
`,
  }
}

/** `orderStatus` as the name of a type. */
export function pascal(camel: string): string {
  return camel[0]!.toUpperCase() + camel.slice(1)
}
