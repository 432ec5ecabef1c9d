// The seed so many times behind one listener, each time with namespaces of its own. `node gateway.js <upstream> <documents>`
import { readFileSync } from 'node:fs'
import { createEngine } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'

const [upstream, documents] = [process.argv[2], Number(process.argv[3])]
const seed = readFileSync(new URL('../../../capabilities/openrouter.yaml', import.meta.url), 'utf8')
  .replace('https://openrouter.ai/api/v1', upstream)
  // The first is that of the upstream, which knows /small.
  .replace('path: /credits', 'path: /small')
const textOf = (index) => seed.replaceAll(/namespace: openrouter-(rest|mcp)/g, `namespace: $1-${index}`)

/** Heap and resident memory in bytes, after a collection of garbage. */
async function collected() {
  for (let round = 0; round < 3; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 30))
    globalThis.gc()
  }
  const { heapUsed, rss } = process.memoryUsage()
  return { heapUsed, memory: rss }
}

const engine = createEngine({ plugins: standardPlugins({ env: { OPENROUTER_TOKEN: 'token' } }) })
const microsSince = (before) => {
  const { user, system } = process.cpuUsage(before)
  return user + system
}
const before = process.cpuUsage()
const capabilities = []
for (let index = 0; index < documents; index += 1) capabilities.push(await engine.load({ text: textOf(index) }))
const loadMicros = microsSince(before)
const loaded = process.cpuUsage()
const host = engine.host(capabilities, { gateway: 0 })
capabilities.length = 0
await host.start()
const startMicros = microsSince(loaded)

process.on('message', async (asked) => {
  const cpu = process.cpuUsage()
  process.send({ cpu, ...(asked === 'collect' ? await collected() : { memory: process.memoryUsage.rss() }) })
})
process.on('disconnect', () => process.exit(0))
const rest = host.endpoints.find((one) => one.namespace === `rest-${documents - 1}`).url
process.send({ rest, gateway: new URL(rest).origin, resident: process.memoryUsage.rss(), loadMicros, startMicros })
