import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterEach, describe, expect, it } from 'vitest'
import { type Capability, createEngine, type Engine, type Host } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { json, type Upstream, upstream } from '@naftiko/testing'
import { inRepository } from '../repository.ts'

const cleanUp: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleanUp.splice(0).toReversed()) await clean()
})

async function api(name: string): Promise<Upstream> {
  const server = await upstream({ 'GET /models': json({ from: name }), 'POST /chat/completions': json({ id: name }) })
  cleanUp.push(() => server.close())
  return server
}

async function loaded(): Promise<{ engine: Engine; capability: Capability }> {
  const engine = createEngine({ plugins: standardPlugins({ env: {} }) })
  return { engine, capability: await engine.load(inRepository('capabilities/openrouter.yaml')) }
}

async function started(host: Host): Promise<Host> {
  await host.start()
  cleanUp.push(() => host.stop({ graceMs: 0 }))
  return host
}

describe('two capabilities in one host', () => {
  const document = (name: string, url: string): string => `naftiko: 1
info: { label: ${name} }
capability:
  consumes:
    - { type: http, namespace: ${name}, baseUri: '${url}', authentication: { type: bearer, token: '{{TOKEN}}' }, resources: [{ path: /models, operations: [{ name: list }] }] }
  exposes:
    - { type: rest, port: 8080, namespace: ${name}-rest, resources: [{ path: /models, operations: [{ call: ${name}.list }] }] }
  binds: [{ namespace: env, keys: { TOKEN: ${name.toUpperCase()}_TOKEN } }]
`

  it('keep their variables and their upstreams to themselves', async () => {
    const engine = createEngine({ plugins: standardPlugins({ env: { A_TOKEN: 'ta', B_TOKEN: 'tb' } }) })
    const upstreams = [await api('a'), await api('b')]
    const capabilities = await Promise.all(
      ['a', 'b'].map((name, index) => engine.load({ text: document(name, upstreams[index]!.url), name: `${name}.yaml` })),
    )
    expect(() => engine.host(capabilities)).toThrow(/both want port 8080/)
    const host = await started(engine.host(capabilities, { gateway: 0 }))
    const base = new URL(host.endpoints[0]!.url!).origin
    expect(await (await fetch(`${base}/a-rest/models`)).json()).toEqual({ from: 'a' })
    expect(await (await fetch(`${base}/b-rest/models`)).json()).toEqual({ from: 'b' })
    expect(upstreams.map((one) => one.requests[0]!.headers.authorization)).toEqual(['Bearer ta', 'Bearer tb'])
  })
})

describe('the engine inside another application', () => {
  const settings = (server: Upstream) => ({ expose: false, variables: { OPENROUTER_TOKEN: 't' }, baseUris: { openrouter: server.url } })

  it('is mounted in Express, under a prefix', async () => {
    const { engine, capability } = await loaded()
    const host = await started(engine.host([capability], settings(await api('x'))))
    const app = express()
    app.use('/ai', host.handler('openrouter-rest'))
    app.use('/mcp', host.handler('openrouter-mcp'))
    const server = app.listen(0, '127.0.0.1')
    cleanUp.push(() => new Promise((resolve) => server.close(resolve)))
    await new Promise((resolve) => server.once('listening', resolve))
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    expect(await (await fetch(`${base}/ai/models`)).json()).toEqual({ from: 'x' })
    expect(
      await (
        await fetch(`${base}/ai/chat/completions`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })
      ).json(),
    ).toEqual({ id: 'x' })
    const initialize = {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } },
    }
    const answer = await fetch(`${base}/mcp`, {
      method: 'POST',
      body: JSON.stringify(initialize),
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    })
    expect(await answer.json()).toMatchObject({ id: 1, result: { protocolVersion: '2025-06-18', serverInfo: { name: 'openrouter-mcp' } } })
  })

  it('is mounted in node:http', async () => {
    const { engine, capability } = await loaded()
    const host = await started(engine.host([capability], settings(await api('y'))))
    const server = createServer(host.handler('openrouter-rest'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    cleanUp.push(() => new Promise((resolve) => server.close(resolve)))
    expect(await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/models`)).json()).toEqual({ from: 'y' })
  })

  it('can be made and ended again and again', async () => {
    const { engine, capability } = await loaded()
    const server = await api('z')
    for (let round = 0; round < 20; round += 1) {
      const host = engine.host([capability], settings(server))
      await host.start()
      expect(await host.invoke('openrouter-mcp.listmodels')).toMatchObject({ value: { from: 'z' } })
      await host.stop()
    }
  })
})

describe('a host that stops under load', () => {
  it('finishes what is in flight and refuses what comes after', async () => {
    const { engine, capability } = await loaded()
    const server = await api('load')
    const held: (() => void)[] = []
    server.on('GET /models', (response) => {
      held.push(() => response.writeHead(200, { 'content-type': 'application/json' }).end('{"done":true}'))
    })
    const host = engine.host([capability], { anyPort: true, variables: { OPENROUTER_TOKEN: 't' }, baseUris: { openrouter: server.url } })
    await host.start()
    const url = `${host.endpoints[0]!.url}/models`
    const inFlight = Array.from({ length: 50 }, () => fetch(url).then((answer) => answer.json()))
    await expect.poll(() => held.length).toBe(50)
    const stopped = host.stop()
    await expect(fetch(url)).rejects.toThrow('fetch failed')
    for (const answer of held) answer()
    expect(await Promise.all(inFlight)).toEqual(Array.from({ length: 50 }, () => ({ done: true })))
    await stopped
    expect(host.state).toBe('stopped')
  })
})
