import OpenAI, { APIError, RateLimitError } from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEngine, type Host } from '@naftiko/core'
import { fakeOpenRouter } from '@naftiko/demo'
import { standardPlugins } from '@naftiko/standard'
import { inRepository } from '../repository.ts'

type Fake = Awaited<ReturnType<typeof fakeOpenRouter>>

let fake: Fake
let host: Host
let openai: OpenAI

beforeAll(async () => {
  fake = await fakeOpenRouter()
  const engine = createEngine({ plugins: standardPlugins({ env: {} }) })
  const capability = await engine.load(inRepository('capabilities/openrouter.yaml'))
  host = engine.host([capability], { anyPort: true, variables: { OPENROUTER_TOKEN: 'sk-or-demo' }, baseUris: { openrouter: fake.url } })
  await host.start()
  openai = new OpenAI({ apiKey: 'not-the-real-one', baseURL: host.endpoints[0]!.url!, maxRetries: 0 })
})
afterAll(async () => {
  await host?.stop()
  await fake?.close()
})

const messages = [{ role: 'user' as const, content: 'Hello' }]
const model = 'openai/gpt-4o'

describe('the openai client, pointed at the REST exposer', () => {
  it('gets a chat completion', async () => {
    const completion = await openai.chat.completions.create({ model, messages })
    expect(completion.choices[0]!.message.content).toEqual(expect.any(String))
    expect(completion.usage!.total_tokens).toBeGreaterThan(0)
  })

  it('gets a streamed one, with usage at its end', async () => {
    const stream = await openai.chat.completions.create({ model, messages, stream: true, stream_options: { include_usage: true } })
    let text = ''
    let usage: unknown
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? ''
      usage = chunk.usage ?? usage
    }
    expect(text.length).toBeGreaterThan(0)
    expect(usage).toMatchObject({ total_tokens: expect.any(Number) })
  })

  it('gets a call of a tool', async () => {
    const tools = [
      {
        type: 'function' as const,
        function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } },
      },
    ]
    const completion = await openai.chat.completions.create({ model, messages, tools })
    expect(completion.choices[0]!.message.tool_calls![0]).toMatchObject({ type: 'function', function: { name: 'weather' } })
  })

  it('lists models', async () => {
    const models = await openai.models.list()
    expect(models.data.map((one) => one.id)).toContain(model)
  })

  it('sees a busy model as a rate limit', async () => {
    const failure = await openai.chat.completions.create({ model: 'demo/busy', messages }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(RateLimitError)
    expect((failure as InstanceType<typeof RateLimitError>).headers!.get('retry-after')).toEqual(expect.any(String))
  })

  it('sees an unknown model as a client error', async () => {
    const failure = await openai.chat.completions.create({ model: 'no/such', messages }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(APIError)
    expect((failure as InstanceType<typeof APIError>).status).toBeGreaterThanOrEqual(400)
  })

  it('can give up in the middle of a stream', async () => {
    const stream = await openai.chat.completions.create({ model, messages, stream: true })
    for await (const _ of stream) break
    expect(stream.controller.signal.aborted).toBe(true)
  })

  it('never gets the credential of the capability to see, nor the upstream that of the client', () => {
    for (const request of fake.requests) expect(JSON.stringify(request)).not.toContain('not-the-real-one')
  })
})
