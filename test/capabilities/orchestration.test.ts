import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { createEngine, type Host } from '@naftiko/core'
import { fakeOpenRouter } from '@naftiko/demo'
import { standardPlugins } from '@naftiko/standard'
import { json, upstream } from '@naftiko/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { inRepository } from '../repository.ts'

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

async function running(file: string, baseUris: Record<string, string> = {}): Promise<Host> {
  const engine = createEngine({ plugins: standardPlugins({ env: {} }) })
  const capability = await engine.load(inRepository(`capabilities/${file}`), { strict: true })
  const host = engine.host([capability], { anyPort: true, variables: { OPENROUTER_TOKEN: 'sk-test' }, baseUris })
  await host.start()
  stops.push(() => host.stop({ graceMs: 0 }))
  return host
}

function urlOf(host: Host, namespace: string): string {
  return host.endpoints.find((endpoint) => endpoint.namespace === namespace)!.url!
}

async function clientOf(host: Host, namespace: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(new URL(urlOf(host, namespace))) as never)
  stops.push(() => client.close())
  return client
}

const MANIFEST = {
  ship: { imo: 'IMO-7', name: 'Northern Star' },
  crew: [
    { fullName: 'Erik Lindström', role: 'captain', years: 21 },
    { fullName: 'Aiko Tanaka', role: 'cook', years: 9 },
  ],
  cargo: [{ kind: 'container', weight: 12.5, hazardous: false }],
  experience: 30,
  aboard: { cooks: ['Aiko Tanaka'] },
}

describe('capabilities/shipyard.yaml', () => {
  it('puts a manifest together without asking anybody: REST, MCP and in-process', async () => {
    const host = await running('shipyard.yaml')
    const answer = await fetch(`${urlOf(host, 'shipyard-rest')}/ships/IMO-7/manifest`)
    expect([answer.status, await answer.json()]).toEqual([200, MANIFEST])
    const client = await clientOf(host, 'shipyard-mcp')
    expect((await client.callTool({ name: 'manifest', arguments: { imo: 'IMO-7' } })).structuredContent).toEqual(MANIFEST)
    expect(await host.invoke('fleet.manifest', { imo: 'IMO-7' })).toMatchObject({ value: MANIFEST })
    expect(await host.invoke('shipyard-mcp.crew-of', { imo: 'IMO-7' })).toMatchObject({ value: ['Erik Lindström', 'Aiko Tanaka'] })
  })

  it('tells clients what a function is and what it needs', async () => {
    const client = await clientOf(await running('shipyard.yaml'), 'shipyard-mcp')
    const { tools } = await client.listTools()
    expect(tools[0]).toMatchObject({
      name: 'manifest',
      description: 'A ship with the names of its crew and its cargo',
      inputSchema: { properties: { imo: { type: 'string', description: 'IMO number of the ship' } }, required: ['imo'] },
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
    })
  })

  it('asks for what is missing, and names it', async () => {
    const client = await clientOf(await running('shipyard.yaml'), 'shipyard-mcp')
    const result = await client.callTool({ name: 'manifest', arguments: {} })
    expect(result).toMatchObject({ isError: true })
    expect(JSON.stringify(result.content)).toContain('imo')
  })
})

describe('capabilities/compare-models.yaml', () => {
  it('asks models of OpenRouter side by side', async () => {
    const fake = await fakeOpenRouter()
    stops.push(() => fake.close())
    const host = await running('compare-models.yaml', { openrouter: fake.url })
    const models = ['openai/gpt-4o-mini', 'anthropic/claude-3.5-haiku']
    const outcome = await host.invoke('models.compare', { question: 'Why is the sky blue?', models })
    expect(outcome).toMatchObject({
      value: {
        question: 'Why is the sky blue?',
        answers: models.map((model) => ({ model, text: expect.any(String), tokens: expect.any(Number) })),
        failed: 0,
      },
    })
  })

  it('goes on without a model that fails', async () => {
    await using api = await upstream({
      'POST /api/v1/chat/completions': (response, request) => {
        const { model } = request.json() as { model: string }
        const reply =
          model === 'bad'
            ? json({ error: { message: 'no such model' } }, { status: 404 })
            : json({ choices: [{ message: { content: `I am ${model}` } }], usage: { total_tokens: 3 } })
        return reply(response, request)
      },
    })
    const host = await running('compare-models.yaml', { openrouter: `${api.url}/api/v1` })
    const answer = await fetch(`${urlOf(host, 'compare-rest')}/compare`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ question: 'Who?', models: ['a', 'bad', 'b'] }),
    })
    expect(await answer.json()).toEqual({
      question: 'Who?',
      answers: [
        { model: 'a', text: 'I am a', tokens: 3 },
        { model: 'b', text: 'I am b', tokens: 3 },
      ],
      failed: 1,
    })
    expect(api.requests.map((request) => request.headers.authorization)).toEqual(Array(3).fill('Bearer sk-test'))
  })
})
