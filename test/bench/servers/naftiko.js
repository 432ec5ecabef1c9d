// The engine with the same two routes, and the same tool.
import { createEngine } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'

const document = `naftiko: 1.0.0-alpha2
capability:
  consumes:
    - type: http
      namespace: api
      baseUri: ${process.argv[2]}
      authentication: { type: bearer, token: '{{TOKEN}}' }
      resources:
        - { name: small, path: /small, operations: [{ name: small, method: GET }] }
        - { name: large, path: /large, operations: [{ name: large, method: GET }] }
  exposes:
    - type: rest
      namespace: rest
      resources:
        - { path: /small, operations: [{ method: GET, name: small, call: api.small }] }
        - { path: /large, operations: [{ method: GET, name: large, call: api.large }] }
    - type: mcp
      namespace: mcp
      tools: [{ name: small, description: small, call: api.small }]
  binds: [{ namespace: env, keys: { TOKEN: TOKEN } }]
`
const engine = createEngine({ plugins: standardPlugins({ env: { TOKEN: 'token' } }) })
const host = engine.host([await engine.load({ text: document })], { anyPort: true })
await host.start()
const url = (namespace) => host.endpoints.find((endpoint) => endpoint.namespace === namespace).url
process.send({ rest: url('rest'), mcp: url('mcp') })
process.on('message', () => process.send({ cpu: process.cpuUsage() }))
