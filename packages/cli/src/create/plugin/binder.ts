import type { Names } from '../names.ts'
import { pascal } from './consumer.ts'
import type { Files } from './kinds.ts'

/** A binder that reads variables from a source of its own. */
export function binderFiles({ kebab, camel, label }: Names): Files {
  return {
    'src/index.ts': `import { API_VERSION, type BinderNode, type BinderPlugin, type BindsEntry } from '@naftiko/plugin-api'

export interface ${pascal(camel)}Options {
  /** Reads one value; \`undefined\` where there is none. Tests and applications pass their own. */
  readonly read?: (source: string, key: string, signal: AbortSignal) => Promise<string | undefined>
}

/** ${label}: values of \`binds\` whose location is \`${kebab}://…\`. */
export default function ${camel}Binder(options: ${pascal(camel)}Options = {}): BinderPlugin {
  const read = options.read ?? readFromEnvironment
  return {
    kind: 'binder',
    type: '${kebab}',
    name: 'naftiko-${kebab}-binder',
    apiVersion: API_VERSION,
    description: '${label}',
    compile: (entry) => compile(entry, read),
  }
}

/** Pure: values are read when a host starts. What is not there is left out, and the host says what is missing. */
function compile({ location = '', keys }: BindsEntry, read: NonNullable<${pascal(camel)}Options['read']>): BinderNode {
  const source = location.replace(/^[^:]*:\\/\\/\\/?/, '')
  return {
    resolve: async ({ signal }) => {
      const values: Record<string, string> = {}
      for (const [name, key] of Object.entries(keys)) {
        const value = await read(source, key, signal)
        if (value !== undefined) values[name] = value
      }
      return values
    },
  }
}

/** Replace this by a request to where your values are: a vault, a database, a service. */
async function readFromEnvironment(source: string, key: string): Promise<string | undefined> {
  return process.env[\`\${source}_\${key}\`.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_')]
}
`,
    [`test/${kebab}.test.ts`]: `import { binderConformance } from '@naftiko/testing'
import { describe, it } from 'vitest'
import ${camel}Binder from '../src/index.ts'

const values = new Map([['production/token', 'secret']])

describe('${kebab} binder', () => {
  const checks = binderConformance({
    make: () => ${camel}Binder({ read: async (source, key) => values.get(\`\${source}/\${key}\`) }),
    entry: { namespace: 'values', location: '${kebab}:///production', keys: { TOKEN: 'token', ABSENT: 'none' } },
    expected: { TOKEN: 'secret' },
  })
  for (const check of checks) it(check.title, check.run)
})
`,
    'example.yaml': `naftiko: 1.0.0-alpha2
info: { label: '${label}' }
capability:
  binds:
  - namespace: values
    location: ${kebab}:///production
    keys:
      HTTPBIN_TOKEN: token
  consumes:
  - type: http
    namespace: httpbin
    baseUri: https://httpbin.org
    authentication: { type: bearer, token: '{{HTTPBIN_TOKEN}}' }
    resources:
    - path: /bearer
      operations:
      - { name: bearer, method: GET }
  exposes:
  - type: rest
    namespace: httpbin-rest
    port: 8080
    resources:
    - path: /bearer
      operations:
      - { name: bearer, method: GET, call: httpbin.bearer }
`,
  }
}
