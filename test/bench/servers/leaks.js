// The engine with a REST and an MCP exposer over one API, told over IPC to take itself over and to measure itself after a
// collection of garbage. `node leaks.js <upstream>`
import { createEngine } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'

const document = (version) => `naftiko: 1.0.0-alpha3
info: { label: "Version ${version}" }
capability:
  consumes:
    - type: http
      namespace: api
      baseUri: ${process.argv[2]}
      authentication: { type: bearer, token: '{{TOKEN}}' }
      resources:
        - { name: small, path: /small, operations: [{ name: small, method: GET }] }
        - { name: stream, path: /stream, operations: [{ name: stream, method: GET }] }
        - { name: reset, path: /reset, operations: [{ name: reset, method: GET }] }
        - { name: upload, path: /upload, operations: [{ name: upload, method: POST }] }
  exposes:
    - type: rest
      namespace: rest
      resources:
        - { path: /small, operations: [{ method: GET, name: small, call: api.small }] }
        - { path: /mapped, operations: [{ method: GET, name: mapped, call: api.small, outputParameters: [{ name: first, type: string, mapping: '$.data[0].id' }] }] }
        - { path: /stream, operations: [{ method: GET, name: stream, call: api.stream }] }
        - { path: /reset, operations: [{ method: GET, name: reset, call: api.reset }] }
        - { path: /upload, operations: [{ method: POST, name: upload, call: api.upload }] }
    - type: mcp
      namespace: mcp
      tools:
        - { name: small, description: small, call: api.small }
        - { name: stream, description: stream, call: api.stream }
    - { type: control, namespace: control }
binds: [{ namespace: env, keys: { TOKEN: TOKEN } }]
`
const engine = createEngine({ plugins: standardPlugins({ env: { TOKEN: 'token' } }) })
const portOf = (host, namespace) => Number(new URL(host.endpoints.find((one) => one.namespace === namespace).url).port)

const gone = []
let version = 0
let host = engine.host([await engine.load({ text: document(version) })], { anyPort: true })
await host.start()
const ports = Object.fromEntries(host.endpoints.map(({ namespace }) => [namespace, portOf(host, namespace)]))
const url = (namespace) => host.endpoints.find((one) => one.namespace === namespace).url

async function reload() {
  version += 1
  const old = host
  host = engine.host([await engine.load({ text: document(version) })], { ports })
  await host.start({ follows: old })
  gone.push(new WeakRef(old))
  await old.stop({ graceMs: 100 })
}

/** Some things are let go of in a later turn, so garbage is collected more than once. */
async function measure() {
  for (let round = 0; round < 6; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 30))
    globalThis.gc()
  }
  const { heapUsed, rss } = process.memoryUsage()
  return {
    heapUsed,
    rss,
    resources: process.getActiveResourcesInfo().toSorted(),
    hosts: gone.filter((one) => one.deref() !== undefined).length,
  }
}

process.on('message', async ({ reloads = 0 }) => {
  for (let index = 0; index < reloads; index += 1) await reload()
  process.send(await measure())
})
process.send({ rest: url('rest'), mcp: url('mcp'), control: url('control') })
