import type { Names } from '../names.ts'
import type { Files } from './kinds.ts'

/** A format that reads lines of `key=value`. */
export function formatFiles({ kebab, camel, label }: Names): Files {
  return {
    'src/index.ts': `import { API_VERSION, type FormatPlugin, type JsonObject } from '@naftiko/plugin-api'

/** ${label}: answers whose \`outputRawFormat\` is \`${kebab}\`. */
export default function ${camel}Format(): FormatPlugin {
  return {
    kind: 'format',
    type: '${kebab}',
    name: 'naftiko-${kebab}-format',
    apiVersion: API_VERSION,
    description: '${label}',
    // Called once for each operation; import heavy libraries at the first decode, not at the top.
    compile: () => (bytes) => decode(new TextDecoder().decode(bytes)),
  }
}

/** Lines of \`key=value\`; empty ones and those that begin with # say nothing. Throw for what cannot be read: the caller is told. */
function decode(text: string): JsonObject {
  const lines = text.split(/\\r?\\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'))
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf('=')
      if (at < 1) throw new Error(\`"\${line.slice(0, 40)}" is no key=value\`)
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()]
    }),
  )
}
`,
    [`test/${kebab}.test.ts`]: `import { standardPlugins } from '@naftiko/standard'
import { memoryDocument, testEngine, text, upstream } from '@naftiko/testing'
import { describe, expect, it } from 'vitest'
import ${camel}Format from '../src/index.ts'

const CONSUMED = [{ name: 'get', method: 'GET', outputRawFormat: '${kebab}' }]
const EXPOSED = { name: 'get', method: 'GET', call: 'api.get', outputParameters: [{ type: 'string', mapping: '$.color' }] }

describe('${kebab} format', () => {
  it.each([
    ['a line', 'color=red', 'red'],
    ['what stands between empty lines and comments', '# light\\n\\ncolor = blue\\n', 'blue'],
  ])('reads %s', async (_, answer, color) => {
    await using api = await upstream({ 'GET /settings': text(answer) })
    const engine = testEngine([...standardPlugins(), ${camel}Format()])
    const document = memoryDocument({
      consumes: [{ type: 'http', namespace: 'api', baseUri: api.url, resources: [{ path: '/settings', operations: CONSUMED }] }],
      exposes: [{ type: 'rest', namespace: 'front', resources: [{ path: '/color', operations: [EXPOSED] }] }],
    })
    const host = engine.host([await engine.load(document, { strict: true })], { expose: false })
    await host.start()
    expect(await host.invoke('front.get')).toMatchObject({ kind: 'value', value: color })
    await host.stop()
  })
})
`,
    'example.yaml': `naftiko: 1.0.0-alpha2
info: { label: '${label}' }
capability:
  consumes:
  - type: http
    namespace: settings
    baseUri: https://example.com
    resources:
    - path: /settings.txt
      operations:
      - { name: read, method: GET, outputRawFormat: ${kebab} }
  exposes:
  - type: rest
    namespace: settings-rest
    port: 8080
    resources:
    - path: /settings
      operations:
      - name: read
        method: GET
        call: settings.read
        outputParameters:
        - { name: color, type: string, mapping: $.color }
        - { name: size, type: string, mapping: $.size }
`,
  }
}
