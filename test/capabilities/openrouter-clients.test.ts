import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import { createEngine, type Host, type HostOptions } from '@naftiko/core'
import { standardPlugins, type StandardOptions } from '@naftiko/standard'
import { upstream, type Upstream } from '@naftiko/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EVERY_CLIENT, type Pipes } from '../clients/every-client.ts'
import { inRepository } from '../repository.ts'

/** One argument for every variable of a path; bodies take the rest. */
const CALLS = {
  createchatcompletion: { model: 'm', messages: [{ role: 'user', content: 'Grüße' }] },
  createcompletion: { model: 'm', prompt: 'p' },
  listmodels: {},
  listmodelendpoints: { author: 'open/ai', slug: 'gpt 4o' },
  getgeneration: { id: 'gen-1&x' },
  getcredits: {},
  listproviders: {},
  listkeys: {},
  createkey: { name: 'k', limit: 5 },
  getkey: { hash: 'h1' },
  deletekey: { hash: 'h1' },
  updatekey: { hash: 'h1', name: 'n' },
} as const

let api: Upstream
const hosts: Host[] = []
let handlers: ReturnType<Host['handler']>[]
let turn = 0
/** Both replicas behind one address, each request to the next of them. */
const balancer = createServer((request: IncomingMessage, response: ServerResponse) => {
  turn += 1
  handlers[turn % handlers.length]!(request, response)
})

async function replica(options: HostOptions = { expose: false }, mcp?: StandardOptions['mcp']): Promise<Host> {
  const engine = createEngine({ plugins: standardPlugins({ env: {}, ...(mcp === undefined ? {} : { mcp }) }) })
  const capability = await engine.load(inRepository('capabilities/openrouter.yaml'))
  const baseUris = { openrouter: `${api.url}/api/v1` }
  const host = engine.host([capability], { ...options, variables: { OPENROUTER_TOKEN: 'sk-or-test' }, baseUris })
  await host.start()
  hosts.push(host)
  return host
}

/** Where a client finds the server, and what restarts it under the client. */
interface Place {
  readonly place: string | Pipes
  restart(): Promise<void>
}

const PLACES: Readonly<Record<string, () => Promise<Place>>> = {
  'HTTP, at two replicas in turn': async () => ({
    place: url(),
    restart: async () => {
      handlers = [(await replica()).handler('openrouter-mcp'), (await replica()).handler('openrouter-mcp')]
    },
  }),
  stdio: async () => {
    const [stdin, stdout] = [new PassThrough(), new PassThrough()]
    const start = (): Promise<Host> => replica({ only: ['openrouter-mcp'] }, { transport: 'stdio', stdin, stdout })
    let host = await start()
    const restart = async (): Promise<void> => {
      await host.stop()
      host = await start()
    }
    return { place: { input: stdout, output: stdin }, restart }
  },
}

beforeAll(async () => {
  api = await upstream()
  // Says what it was asked, so that a client which got the answer of another one would show.
  api.on('* /*', (response, request) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ asked: `${request.method} ${request.url}` }))
  })
  handlers = [(await replica()).handler('openrouter-mcp'), (await replica()).handler('openrouter-mcp')]
  await new Promise<void>((resolve) => balancer.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  balancer.closeAllConnections()
  await new Promise((resolve) => balancer.close(resolve))
  for (const host of hosts) await host.stop({ graceMs: 0 })
  await api.close()
})

const url = (): string => `http://127.0.0.1:${(balancer.address() as AddressInfo).port}/mcp`

describe.each(EVERY_CLIENT)('OpenRouter through a client with %s', (_, connect) => {
  it.each(Object.entries(PLACES))('is there with every tool, also after a restart, over %s', async (__, at) => {
    const { place, restart } = await at()
    const client = await connect(place)
    expect((await client.names()).toSorted()).toEqual(Object.keys(CALLS).toSorted())
    for (const [index, [name, args]] of Object.entries(CALLS).entries()) {
      if (index === 6) await restart()
      const before = api.requests.length
      const { content, isError } = await client.call(name, args)
      const { method, url: asked } = api.requests[before]!
      expect([name, isError ?? false, JSON.parse(content[0]!.text!)]).toEqual([name, false, { asked: `${method} ${asked}` }])
    }
    await client.close()
  })
})

describe('a hundred clients at once', () => {
  it('each get their own answers', async () => {
    const kinds = EVERY_CLIENT.map(([, connect]) => connect)
    const one = async (index: number): Promise<void> => {
      const client = await kinds[index % kinds.length]!(url())
      const hash = `client-${index}`
      const answers = await Promise.all([1, 2, 3].map(() => client.call('getkey', { hash })))
      for (const { content } of answers) expect(JSON.parse(content[0]!.text!)).toEqual({ asked: `GET /api/v1/keys/${hash}` })
      await client.close()
    }
    await Promise.all(Array.from({ length: 100 }, (_, index) => one(index)))
  })
})
