import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeOpenRouter, fakeOpenRouter } from '../src/fake/open-router.ts'
import { clientOf, eventsOf } from './client.ts'

let api: FakeOpenRouter
let call: ReturnType<typeof clientOf>

beforeAll(async () => {
  api = await fakeOpenRouter()
  call = clientOf(api)
})

afterAll(() => api.close())

const HELLO = { model: 'openai/gpt-4o', messages: [{ role: 'user', content: 'Hello' }] }
const TOOLS = [
  {
    type: 'function',
    function: {
      name: 'weather',
      parameters: {
        type: 'object',
        properties: { city: { type: 'string' }, unit: { enum: ['C', 'F'] }, days: { type: 'integer' } },
        required: ['city', 'unit'],
      },
    },
  },
]

describe('credentials', () => {
  it.each([
    ['none', {}],
    ['another scheme', { authorization: 'Basic abc' }],
    ['an empty token', { authorization: 'Bearer ' }],
  ])('are asked for: %s is answered with 401 in the shape of the API', async (_, headers) => {
    const { status, body } = await clientOf(api, headers as Record<string, string>)('GET', '/models')
    expect([status, body]).toEqual([401, { error: { code: 401, message: 'No auth credentials found' } }])
  })

  it('can be restricted to one token', async () => {
    const closed = await fakeOpenRouter({ token: 'the-one' })
    const status = async (token: string) => (await clientOf(closed, { authorization: `Bearer ${token}` })('GET', '/models')).status
    expect([await status('another'), await status('the-one')]).toEqual([401, 200])
    await closed.close()
  })
})

describe('models', () => {
  it('are a dozen, with prices as texts', async () => {
    const { body } = await call('GET', '/models')
    expect(body.data).toHaveLength(12)
    expect(body.data[0]).toMatchObject({
      id: 'openai/gpt-4o',
      context_length: 128_000,
      pricing: { prompt: '0.0000025', completion: '0.00001' },
      architecture: { input_modalities: ['text', 'image'] },
    })
    expect(body.data.find((model: { id: string }) => model.id.endsWith(':free')).pricing).toMatchObject({ prompt: '0', completion: '0' })
  })

  it.each(['openai/gpt-4o', 'meta-llama/llama-3.1-8b-instruct:free', 'meta-llama/llama-3.1-8b-instruct%3Afree'])(
    'have endpoints: %s',
    async (id) => {
      const { status, body } = await call('GET', `/models/${id}/endpoints`)
      expect(status).toBe(200)
      expect(body.data).toMatchObject({
        id: decodeURIComponent(id),
        endpoints: expect.arrayContaining([expect.objectContaining({ status: 0 })]) as unknown,
      })
    },
  )

  it('have providers', async () => {
    const { body } = await call('GET', '/providers')
    expect(body.data).toContainEqual(expect.objectContaining({ name: 'Amazon Bedrock', slug: 'amazon-bedrock' }))
  })
})

describe('chat', () => {
  it('answers whole', async () => {
    const { status, headers, body } = await call('POST', '/chat/completions', HELLO)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      id: headers.get('x-generation-id'),
      object: 'chat.completion',
      model: 'openai/gpt-4o',
      choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: expect.stringContaining('Hello') as string } }],
    })
    expect(body.usage.total_tokens).toBe(body.usage.prompt_tokens + body.usage.completion_tokens)
  })

  it.each([
    [
      'parts',
      {
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'in parts' },
              { type: 'image_url', image_url: { url: 'data:' } },
            ],
          },
        ],
      },
      'in parts',
    ],
    ['the result of a tool', { tools: TOOLS, messages: [{ role: 'tool', tool_call_id: 'call_1', content: 'sunny' }] }, 'sunny'],
    ['tools that must not be called', { tools: TOOLS, tool_choice: 'none' }, 'Hello'],
    ['a wish for JSON', { response_format: { type: 'json_object' } }, '{"answer":'],
  ])('understands %s', async (_, more, said) => {
    const { body } = await call('POST', '/chat/completions', { ...HELLO, ...more })
    expect(body.choices[0].message.content).toContain(said)
  })

  it('keeps to max_tokens', async () => {
    const { body } = await call('POST', '/chat/completions', { ...HELLO, max_tokens: 3 })
    expect(body.choices[0]).toMatchObject({ finish_reason: 'length', message: { content: 'You said "Hello".' } })
  })

  it('calls the first tool with arguments that fit', async () => {
    const { body } = await call('POST', '/chat/completions', { ...HELLO, tools: TOOLS })
    const [choice] = body.choices
    expect(choice).toMatchObject({
      finish_reason: 'tool_calls',
      message: { content: null, tool_calls: [{ type: 'function', function: { name: 'weather' } }] },
    })
    expect(JSON.parse(choice.message.tool_calls[0].function.arguments as string)).toEqual({ city: 'example', unit: 'C' })
  })

  it('streams comments, deltas, the usage at last, and the end', async () => {
    const whole = await call('POST', '/chat/completions', HELLO)
    const { headers, text } = await call('POST', '/chat/completions', { ...HELLO, stream: true })
    expect(headers.get('content-type')).toBe('text/event-stream')
    expect(text).toMatch(/^: OPENROUTER PROCESSING\n\n/)
    const events = eventsOf(text)
    const chunks = events.slice(0, -1)
    expect(events.at(-1)).toBe('[DONE]')
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(whole.body.choices[0].message.content)
    expect(chunks.at(0)).toMatchObject({
      id: headers.get('x-generation-id'),
      object: 'chat.completion.chunk',
      choices: [{ delta: { role: 'assistant' } }],
    })
    expect(chunks.at(-2)).toMatchObject({ choices: [{ finish_reason: 'stop' }] })
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: whole.body.usage.completion_tokens } })
  })

  it('streams the call of a tool in parts', async () => {
    const events = eventsOf((await call('POST', '/chat/completions', { ...HELLO, tools: TOOLS, stream: true })).text)
    const calls = events.flatMap((event) => event.choices?.[0]?.delta.tool_calls ?? [])
    expect(calls[0]).toMatchObject({ id: 'call_weather_1', function: { name: 'weather' } })
    expect(JSON.parse(calls.map((part: { function: { arguments: string } }) => part.function.arguments).join(''))).toEqual({
      city: 'example',
      unit: 'C',
    })
  })

  it.each<[string, number, string, unknown]>([
    ['an unknown model', 400, 'not a valid model ID', { ...HELLO, model: 'nobody/nothing' }],
    ['no model', 400, 'No model', { messages: HELLO.messages }],
    ['no messages', 400, 'messages', { model: 'openai/gpt-4o' }],
    ['something that is not JSON', 400, 'valid JSON', '{"model":'],
    ['no body', 400, 'not a JSON object', undefined],
  ])('refuses %s', async (_, status, message, request) => {
    const answer = await call('POST', '/chat/completions', request)
    expect(answer.status).toBe(status)
    expect(answer.body.error).toMatchObject({ code: status, message: expect.stringContaining(message) as string })
  })

  it('tells when to come back, where a model is busy', async () => {
    const { status, headers, body } = await call('POST', '/chat/completions', { ...HELLO, model: 'demo/busy' })
    expect([status, headers.get('retry-after'), body.error.code]).toEqual([429, '2', 429])
  })

  it.each([false, true])('fails after the status was sent, where a model is broken (streamed: %s)', async (stream) => {
    const { status, text } = await call('POST', '/chat/completions', { ...HELLO, model: 'demo/broken', stream })
    const last = stream ? eventsOf(text).at(-1) : JSON.parse(text)
    expect(status).toBe(200)
    expect(last).toMatchObject({ error: { code: 502 }, choices: [{ finish_reason: 'error' }] })
  })
})

describe('completions', () => {
  const PROMPT = { model: 'mistralai/mistral-small', prompt: 'Once upon a time' }

  it('continue a prompt', async () => {
    const { body } = await call('POST', '/completions', PROMPT)
    expect(body).toMatchObject({
      object: 'text_completion',
      choices: [{ text: expect.stringContaining('Once upon a time') as string, finish_reason: 'stop' }],
    })
  })

  it('stream', async () => {
    const events = eventsOf((await call('POST', '/completions', { ...PROMPT, stream: true })).text)
    expect(
      events
        .slice(0, -1)
        .map((event) => event.choices[0]?.text ?? '')
        .join(''),
    ).toContain('Once upon a time')
    expect(events.at(-1)).toBe('[DONE]')
  })
})

describe('generations', () => {
  it('are remembered with their tokens and their cost, which is taken from the credits', async () => {
    const before = (await call('GET', '/credits')).body.data
    const { body } = await call('POST', '/chat/completions', HELLO)
    const { data } = (await call('GET', `/generation?id=${body.id}`)).body
    expect(data).toMatchObject({
      id: body.id,
      model: 'openai/gpt-4o',
      streamed: false,
      cancelled: false,
      finish_reason: 'stop',
      tokens_completion: body.usage.completion_tokens,
      total_cost: body.usage.cost,
    })
    const after = (await call('GET', '/credits')).body.data
    expect(after.total_credits).toBe(before.total_credits)
    expect(after.total_usage - before.total_usage).toBeCloseTo(data.total_cost, 10)
  })

  it('are cancelled when the client goes away', async () => {
    const slow = await fakeOpenRouter({ paceMs: 5 })
    const client = new AbortController()
    const headers = { authorization: 'Bearer x' }
    const response = await fetch(`${slow.url}/chat/completions`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ ...HELLO, stream: true }),
      signal: client.signal,
    })
    client.abort()
    const id = response.headers.get('x-generation-id')
    await expect.poll(async () => (await clientOf(slow)('GET', `/generation?id=${id}`)).body.data.cancelled).toBe(true)
    await slow.close()
  })

  it.each([
    ['/generation', 400],
    ['/generation?id=gen-unknown', 404],
  ])('GET %s is answered with %i', async (path, status) => {
    const answer = await call('GET', path)
    expect([answer.status, answer.body.error.code]).toEqual([status, status])
  })
})

describe('keys', () => {
  it('are created, read, changed and deleted', async () => {
    const created = await call('POST', '/keys', { name: 'one', limit: 5 })
    expect([created.status, created.body]).toEqual([
      201,
      {
        key: expect.stringMatching(/^sk-or-v1-[\da-f]{64}$/) as string,
        data: expect.objectContaining({ name: 'one', limit: 5, disabled: false }) as unknown,
      },
    ])
    const path = `/keys/${created.body.data.hash}`
    expect((await call('GET', path)).body).toEqual({ data: created.body.data })
    expect((await call('PATCH', path, { name: 'two', disabled: true })).body.data).toMatchObject({ name: 'two', limit: 5, disabled: true })
    expect((await call('DELETE', path)).body).toEqual({ deleted: true })
    expect((await call('GET', path)).status).toBe(404)
  })

  it('come in pages, the newest first, without disabled ones unless asked', async () => {
    const own = await fakeOpenRouter()
    const ask = clientOf(own)
    for (let count = 1; count <= 102; count += 1) await ask('POST', '/keys', { name: `key ${count}` })
    const names = async (query: string): Promise<readonly string[]> =>
      (await ask('GET', `/keys${query}`)).body.data.map((key: { name: string }) => key.name)
    const [first] = (await ask('GET', '/keys')).body.data
    expect((await names('')).length).toBe(100)
    expect(await names('?offset=100')).toEqual(['key 2', 'key 1'])
    await ask('PATCH', `/keys/${first.hash}`, { disabled: true })
    expect([(await names(''))[0], (await names('?include_disabled=true'))[0]]).toEqual(['key 101', 'key 102'])
    await own.close()
  })

  it.each<[string, string, unknown, number]>([
    ['POST', '/keys', {}, 400],
    ['POST', '/keys', { name: 1 }, 400],
    ['POST', '/keys', { name: 'x', limit: 'much' }, 400],
    ['PATCH', '/keys/unknown', { name: 'x' }, 404],
    ['DELETE', '/keys/unknown', undefined, 404],
    ['GET', '/keys?offset=-1', undefined, 400],
  ])('%s %s with %j is answered with %i', async (method, path, body, status) => {
    const answer = await call(method, path, body)
    expect([answer.status, answer.body.error.code]).toEqual([status, status])
  })
})

describe('anything else', () => {
  it.each([
    ['GET', '/nothing', 404],
    ['DELETE', '/models', 405],
    ['GET', '/keys/%E0%A4%A', 400],
  ])('%s %s is answered with %i in the shape of the API', async (method, path, status) => {
    const answer = await call(method, path)
    expect([answer.status, answer.body.error.code]).toEqual([status, status])
  })

  it('is remembered as it came', async () => {
    await call('GET', '/generation?id=a%20b')
    expect(api.requests.at(-1)).toMatchObject({
      method: 'GET',
      url: '/api/v1/generation?id=a%20b',
      body: '',
      headers: { authorization: 'Bearer sk-or-test' },
    })
  })
})
