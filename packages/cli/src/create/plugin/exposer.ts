import type { Names } from '../names.ts'
import { pascal } from './consumer.ts'
import type { Files } from './kinds.ts'

/** An HTTP exposer: `GET /<name>?argument=value` calls what the document says, and answers as plain text. */
export function exposerFiles({ kebab, camel, label }: Names): Files {
  return {
    'src/index.ts': `import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  API_VERSION,
  type CallSpec,
  type ExposerNode,
  type ExposerPlugin,
  InvocationError,
  type LinkContext,
  type LinkedCall,
  type NodeEntry,
} from '@naftiko/plugin-api'

/** One entry of \`exposes\` with \`type: ${kebab}\`. */
export interface ${pascal(camel)}Entry extends NodeEntry {
  readonly port?: number
  readonly address?: string
  readonly authentication?: object
  readonly commands?: readonly (CallSpec & { readonly name: string })[]
}

/** ${label}: serves operations as plain text. */
export default function ${camel}Exposer(): ExposerPlugin<${pascal(camel)}Entry> {
  return {
    kind: 'exposer',
    type: '${kebab}',
    name: 'naftiko-${kebab}-exposer',
    apiVersion: API_VERSION,
    description: '${label}',
    schema: {
      type: 'object',
      additionalProperties: false,
      required: ['type', 'namespace'],
      properties: {
        type: { const: '${kebab}' },
        namespace: { type: 'string', description: 'Name of the exposer.' },
        description: { type: 'string', description: 'What it is.' },
        port: { type: 'integer', minimum: 0, maximum: 65535, description: 'Port to listen on; 0 is a free one.' },
        address: { type: 'string', default: '127.0.0.1', description: 'Address to listen on.' },
        authentication: { type: 'object', description: 'What callers must present.' },
        commands: {
          type: 'array',
          description: 'What can be called, as GET /<name>?<argument>=<value>.',
          items: {
            type: 'object',
            required: ['name', 'call'],
            properties: {
              name: { type: 'string', description: 'Name of the command.' },
              call: { type: 'string', description: 'The operation that it calls: <namespace>.<operation>.' },
              with: { type: 'object', description: 'What the operation is given.' },
            },
          },
        },
      },
    },
    compile,
  }
}

/** Pure. The host listens, asks for credentials and drains: an HTTP exposer only handles requests. */
function compile(entry: ${pascal(camel)}Entry, context: LinkContext): ExposerNode {
  const commands = (entry.commands ?? []).map((command, index) => ({ command, linked: context.link(command, \`/commands/\${index}\`) }))
  const byName = new Map(commands.map(({ command, linked }) => [command.name, linked]))
  return {
    endpoint: {
      transport: 'http',
      ...(entry.port === undefined ? {} : { port: entry.port }),
      ...(entry.address === undefined ? {} : { address: entry.address }),
    },
    operations: commands.map(({ command, linked }) => ({
      name: command.name,
      input: linked.input,
      summary: \`GET /\${command.name}\`,
      calls: linked.targets,
      invoke: linked.invoke,
    })),
    handle: (request, response) => void answer(request, response, byName, context),
  }
}

/** Never rejects: whatever goes wrong is an answer, too. */
async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  commands: ReadonlyMap<string, LinkedCall>,
  context: LinkContext,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const name = decodeURIComponent(url.pathname.slice(1))
  const linked = commands.get(name)
  if (linked === undefined) return send(response, 404, \`there is no command "\${name}"\`)
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  try {
    const trace = context.trace(first(request.headers['traceparent']), first(request.headers['tracestate']))
    const input = Object.fromEntries(url.searchParams)
    const outcome = await linked.invoke({ operation: name, input, signal: gone.signal, trace })
    const result = await context.collect(outcome, { signal: gone.signal })
    send(response, 200, result.kind === 'json' ? JSON.stringify(result.value) : result.kind === 'text' ? result.text : '')
  } catch (error) {
    // What an InvocationError says may be shown; anything else is ours, and only the log has it.
    if (InvocationError.is(error)) return send(response, error.status, error.message)
    context.log.error('a request failed', { error })
    send(response, 500, 'the engine failed')
  }
}

function first(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0]
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(\`\${text}\\n\`)
}
`,
    [`test/${kebab}.test.ts`]: `import { exposerConformance } from '@naftiko/testing'
import { describe, it } from 'vitest'
import ${camel}Exposer from '../src/index.ts'

describe('${kebab} exposer', () => {
  // The suite provides "sample.call".
  const checks = exposerConformance({
    make: () => ${camel}Exposer(),
    entry: { type: '${kebab}', namespace: 'front', commands: [{ name: 'enter', call: 'sample.call' }] },
    call: { operation: 'enter' },
    request: { method: 'GET', path: '/enter' },
  })
  for (const check of checks) it(check.title, check.run)
})
`,
    'example.yaml': `naftiko: 1.0.0-alpha2
info: { label: '${label}' }
capability:
  consumes:
  - type: http
    namespace: httpbin
    baseUri: https://httpbin.org
    resources:
    - path: /uuid
      operations:
      - { name: uuid, method: GET }
  exposes:
  - type: ${kebab}
    namespace: ${kebab}-front
    port: 8080
    commands:
    - { name: uuid, call: httpbin.uuid }
`,
  }
}
