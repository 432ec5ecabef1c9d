import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InputError, type JsonObject, type JsonValue, parseSize, StepError, UpstreamError } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import type { BudgetEntry } from '../src/entry/budget-entry.ts'
import { type McpExposesEntry, mcpExposer, type ToolEntry } from '../src/index.ts'
import { type Called, json, stream, testContext } from './link-context.ts'
import { connect, entryOf, serve } from './served.ts'

const SAFE = { effects: { safe: true } } satisfies Called

interface Answered {
  readonly text: string
  readonly note: string | undefined
  readonly structured: JsonObject | undefined
  readonly isError: boolean
}

interface Setting {
  readonly tool?: Partial<ToolEntry>
  readonly entry?: Partial<McpExposesEntry>
  readonly called?: Called
}

/** A client of a server with one tool that answers `value`. */
async function withTool(value: () => JsonValue, setting: Setting, use: (client: Client) => Promise<void>): Promise<void> {
  const called: Called = { ...SAFE, invoke: async () => json(value()), ...setting.called }
  await using served = await serve(entryOf([{ name: 'x', call: 'api.x', ...setting.tool }], setting.entry), { 'api.x': called })
  const client = await connect(served.url)
  await client.listTools()
  await use(client)
  await client.close()
}

async function ask(client: Client, args: Record<string, unknown> = {}): Promise<Answered> {
  const result = await client.callTool({ name: 'x', arguments: args })
  const [first, second] = result.content as { text: string }[]
  return {
    text: first!.text,
    note: second?.text,
    structured: result.structuredContent as JsonObject | undefined,
    isError: result.isError === true,
  }
}

const cursorOf = (words: string | undefined): string | undefined => /"continue": "([^"]+)"/.exec(words ?? '')?.[1]

/** Calls until nothing is left; returns every answer. */
async function askForAll(client: Client, args: Record<string, unknown> = {}): Promise<readonly Answered[]> {
  const answers: Answered[] = []
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const answer = await ask(client, cursor === '' ? args : { ...args, continue: cursor })
    answers.push(answer)
    cursor = cursorOf(answer.isError ? answer.text : answer.note)
    if (answers.length > 1000) throw new Error('this never ends')
  }
  return answers
}

const bytesOf = ({ text, note }: Answered): number => Buffer.byteLength(text) + Buffer.byteLength(note ?? '')

/** Items of very different sizes, with characters of one to four bytes. The same ones every time. */
function items(count: number): JsonValue[] {
  let seed = 42
  const random = (most: number): number => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) % most
  const letters = ['a', 'ü', '€', '🌍', '"', '\n']
  return Array.from({ length: count }, (_, id) => ({
    id,
    text: Array.from({ length: random(60) }, () => letters[random(letters.length)]!).join(''),
  }))
}

describe('a budget', () => {
  const all = items(300)

  it.each<[string, BudgetEntry, JsonValue, (value: JsonObject) => JsonValue]>([
    ['bytes of a list', { bytes: 1000 }, all, (value) => value],
    ['bytes of a larger list', { bytes: '4kB' }, all, (value) => value],
    ['items of a list', { items: 7 }, all, (value) => value],
    ['both', { items: 20, bytes: 1500 }, all, (value) => value],
    ['the list in an object', { bytes: '2kB' }, { total: 300, data: all, next: null }, (value) => value['data']!],
    [
      'a list further down',
      { bytes: '2kB' },
      { meta: { ok: true }, page: { rows: all } },
      (value) => (value['page'] as JsonObject)['rows']!,
    ],
    [
      'the list that is named',
      { bytes: '2kB', list: '$.a.rows' },
      { a: { rows: all }, b: [1, 2] },
      (value) => (value['a'] as JsonObject)['rows']!,
    ],
  ])('is never exceeded, and nothing is lost, twice or changed: %s', async (_, budget, value, listOf) => {
    await withTool(
      () => value,
      { tool: { budget } },
      async (client) => {
        const answers = await askForAll(client)
        expect(answers.length).toBeGreaterThan(1)
        for (const answer of answers) {
          expect(answer.isError).toBe(false)
          expect(bytesOf(answer)).toBeLessThanOrEqual(parseSize(budget.bytes ?? '1GB')!)
        }
        const parts = answers.map(({ text }) => listOf(JSON.parse(text) as JsonObject) as JsonValue[])
        for (const part of parts) expect(part.length).toBeLessThanOrEqual(budget.items ?? 300)
        expect(parts.flat()).toEqual(all)
      },
    )
  })

  it.each([1000, 1100, 1237, 1999, 3000])('of %i bytes is used as far as whole items allow', async (bytes) => {
    await withTool(
      () => all,
      { tool: { budget: { bytes } } },
      async (client) => {
        const answers = await askForAll(client)
        let at = 0
        for (const answer of answers.slice(0, -1)) {
          at += (JSON.parse(answer.text) as JsonValue[]).length
          expect(bytesOf(answer)).toBeLessThanOrEqual(bytes)
          // The next item would have been too much, apart from the few bytes that are kept for longer numbers.
          expect(bytesOf(answer) + Buffer.byteLength(JSON.stringify(all[at])) + 1 + 12).toBeGreaterThan(bytes)
        }
      },
    )
  })

  it('says what is left: to models in words, to programs in the object', async () => {
    await withTool(
      () => ({ data: all, ok: true }),
      { tool: { budget: { items: 50 } } },
      async (client) => {
        const { note, structured, text } = await ask(client)
        expect(note).toMatch(
          /^Truncated: items 1 to 50 of 300 in "data" are shown, 250 are left. To get them, call this tool again with the same arguments and "continue": "50-[0-9a-f]{12}".$/,
        )
        expect(structured).toEqual({
          data: all.slice(0, 50),
          ok: true,
          _truncated: { shown: 50, remaining: 250, total: 300, continue: cursorOf(note) },
        })
        expect(JSON.parse(text)).toEqual(structured)
      },
    )
  })

  it('changes nothing in what fits', async () => {
    const value = { data: [1, 2, 3], other: [4] }
    await withTool(
      () => value,
      { tool: { budget: { items: 3, bytes: 1000 } } },
      async (client) => {
        expect(await ask(client)).toEqual({ text: JSON.stringify(value), note: undefined, structured: value, isError: false })
      },
    )
  })

  it('leaves a member of the upstream alone that has the name of the mark', async () => {
    await withTool(
      () => ({ data: [1, 2], _truncated: 'mine' }),
      { tool: { budget: { items: 1 } } },
      async (client) => {
        const { structured, note } = await ask(client)
        expect(structured).toEqual({ data: [1], _truncated: 'mine' })
        expect(cursorOf(note)).toBeDefined()
      },
    )
  })

  it('goes over an item that is larger than all of it, in words', async () => {
    const value = [{ id: 1 }, { id: 2, text: 'x'.repeat(5000) }, { id: 3 }]
    await withTool(
      () => value,
      { tool: { budget: { bytes: 1000 } } },
      async (client) => {
        const [first, second, third, ...more] = await askForAll(client)
        expect(JSON.parse(first!.text)).toEqual([{ id: 1 }])
        expect(second).toMatchObject({ isError: true })
        expect(second!.text).toContain('Item 2 of 3 has 5018 bytes, and an answer of this tool has 1000 at most, so it cannot be shown.')
        expect(JSON.parse(third!.text)).toEqual([{ id: 3 }])
        expect(more).toEqual([])
      },
    )
  })

  it.each<[string, BudgetEntry, JsonValue, string]>([
    ['no list', { bytes: 1000 }, { text: 'x'.repeat(2000) }, 'there is no list in it'],
    ['no list at its place', { bytes: 1000, list: 'rows' }, { data: all }, 'there is no list in "rows"'],
    [
      'several lists',
      { bytes: 1000 },
      { a: all, b: all },
      'it holds several lists (a, b): "list" in the budget of the tool must say which one',
    ],
    [
      'too much beside the list',
      { bytes: 1000 },
      { text: 'x'.repeat(2000), data: [1] },
      'What the answer holds beside the list in "data" has',
    ],
  ])('says in words that it cannot be met: %s', async (_, budget, value, words) => {
    await withTool(
      () => value,
      { tool: { budget } },
      async (client) => {
        const answer = await ask(client)
        expect(answer).toMatchObject({ isError: true, text: expect.stringContaining(words) as string })
        expect(bytesOf(answer)).toBeLessThanOrEqual(1000)
      },
    )
  })

  it('never cuts a text', async () => {
    const called: Called = { ...SAFE, invoke: async () => stream('text/plain', ['x'.repeat(2000)]) }
    await withTool(
      () => null,
      { tool: { budget: { bytes: 1000 } }, called },
      async (client) => {
        const { isError, text } = await ask(client)
        expect(isError).toBe(true)
        expect(text).toContain('a text of 2000 bytes')
      },
    )
  })

  it('holds for what an upstream says when it fails', async () => {
    const error = new UpstreamError('no', {
      status: 500,
      mediaType: 'text/html',
      body: new TextEncoder().encode('<html>'.repeat(1000)),
      metadata: { status: 500 },
    })
    await withTool(
      () => null,
      { tool: { budget: { bytes: 1000 } }, called: { ...SAFE, invoke: () => Promise.reject(error) } },
      async (client) => {
        expect(await ask(client)).toMatchObject({ isError: true, text: expect.stringMatching(/^HTTP 500 \(it explains/) as string })
      },
    )
  })

  it('keeps what an upstream says when a step fails, as far as it fits', async () => {
    const failed = (body: string): StepError => {
      const answer = { status: 409, mediaType: 'text/plain', body: new TextEncoder().encode(body), metadata: { status: 409 } }
      return new StepError('lend', new UpstreamError('the upstream answered 409', answer))
    }
    const answers = async (body: string): Promise<string> => {
      let text = ''
      const called: Called = { ...SAFE, invoke: () => Promise.reject(failed(body)) }
      await withTool(
        () => null,
        { tool: { budget: { bytes: 1000 } }, called },
        async (client) => {
          text = (await ask(client)).text
        },
      )
      return text
    }
    expect(await answers('Ann has it until Friday.')).toBe('step "lend" failed: the upstream answered 409\nAnn has it until Friday.')
    expect(await answers('x'.repeat(2000))).toMatch(/^step "lend" failed: the upstream answered 409 \(it explains this in \d+ bytes/)
  })

  it('of the exposer is that of every tool which says nothing else', async () => {
    const entry = entryOf(
      [
        { name: 'shared', call: 'api.x' },
        { name: 'own', call: 'api.x', budget: { items: 5 } },
        { name: 'none', call: 'api.x', budget: false },
      ],
      { budget: { items: 2 } },
    )
    await using served = await serve(entry, { 'api.x': { ...SAFE, invoke: async () => json(all) } })
    const client = await connect(served.url)
    const counts = await Promise.all(
      ['shared', 'own', 'none'].map(async (name) => {
        const { content } = await client.callTool({ name })
        return (JSON.parse((content as { text: string }[])[0]!.text) as JsonValue[]).length
      }),
    )
    expect(counts).toEqual([2, 5, 300])
    await client.close()
  })

  it.each([
    [{ budget: { bytes: 'much' } }, '"much" is not a size', '/tools/0/budget/bytes'],
    [{ budget: { bytes: 10 } }, 'a budget of 10 bytes cannot be met', '/tools/0/budget/bytes'],
  ])('that makes no sense is reported', async (tool, message, at) => {
    const { context, problems } = testContext({ 'api.x': SAFE })
    await mcpExposer().compile(entryOf([{ name: 'x', call: 'api.x', ...tool }]), context)
    expect(problems).toMatchObject([{ code: 'NAFTIKO_SIZE_INVALID', message: expect.stringContaining(message) as string, at }])
  })
})

describe('a continuation', () => {
  const tool: Partial<ToolEntry> = {
    budget: { items: 2 },
    inputParameters: [
      { name: 'q', required: false },
      { name: 'n', type: 'integer', required: false },
    ],
  }

  it('is an argument of the tool that never reaches the call', async () => {
    const seen: JsonObject[] = []
    const called: Called = {
      ...SAFE,
      invoke: async ({ input }) => {
        seen.push({ ...input })
        return json([1, 2, 3])
      },
    }
    await withTool(
      () => null,
      { tool, called },
      async (client) => {
        const { tools } = await client.listTools()
        expect(tools[0]!.inputSchema.properties).toHaveProperty('continue.type', 'string')
        await askForAll(client, { q: 'a', n: '5' })
        expect(seen).toEqual([
          { q: 'a', n: 5 },
          { q: 'a', n: 5 },
        ])
      },
    )
  })

  it('is answered by another process, and however the arguments are spelt', async () => {
    const called: Called = { ...SAFE, invoke: async () => json([1, 2, 3]) }
    let cursor: string | undefined
    await withTool(
      () => null,
      { tool, called },
      async (client) => {
        cursor = cursorOf((await ask(client, { q: 'a', n: 5 })).note)
      },
    )
    await withTool(
      () => null,
      { tool, called },
      async (client) => {
        expect((await ask(client, { n: '5', q: 'a', continue: cursor })).text).toBe('[3]')
      },
    )
  })

  it.each([
    ['other arguments', { q: 'b' }, '2-000000000000', 'belongs to a call with other arguments'],
    ['nonsense', {}, 'page two', 'must be the value that an earlier answer handed out'],
  ])('is refused for %s', async (_, args, cursor, words) => {
    await withTool(
      () => [1, 2, 3],
      { tool },
      async (client) => {
        expect(await ask(client, { ...args, continue: cursor })).toMatchObject({
          isError: true,
          text: expect.stringContaining(words) as string,
        })
      },
    )
  })

  it('finds nothing where the list has become shorter', async () => {
    let list: JsonValue = [1, 2, 3, 4]
    await withTool(
      () => list,
      { tool },
      async (client) => {
        const cursor = cursorOf((await ask(client)).note)
        list = [1]
        expect(await ask(client, { continue: cursor })).toMatchObject({ text: '[]', note: undefined, isError: false })
      },
    )
  })

  it('gives way to an argument of its name', async () => {
    const own: Partial<ToolEntry> = { budget: { items: 1 }, inputParameters: [{ name: 'continue', type: 'boolean', required: false }] }
    await withTool(
      () => [1, 2],
      { tool: own },
      async (client) => {
        const { note } = await ask(client, { continue: true })
        const value = /"continue_2": "([^"]+)"/.exec(note!)?.[1]
        expect((await ask(client, { continue: true, continue_2: value })).text).toBe('[2]')
      },
    )
  })

  it('is not offered where calling again would do something again', async () => {
    await withTool(
      () => [1, 2],
      { tool: { budget: { items: 1 } }, called: { effects: { safe: false } } },
      async (client) => {
        const { tools } = await client.listTools()
        expect(tools[0]!.inputSchema.properties).toEqual({})
        expect((await ask(client)).note).toBe(
          'Truncated: items 1 to 1 of 2 are shown, 1 are left. What is left cannot be had by this tool: calling it again would do again what it does.',
        )
      },
    )
  })

  it.each<[string, Partial<ToolEntry>, Called]>([
    ['the document says that it changes nothing', { hints: { readOnly: true } }, { effects: { safe: false } }],
    ['twice is the same as once', {}, { effects: { safe: false, idempotent: true } }],
    ['the operation is known to be safe', { hints: { openWorld: true } }, SAFE],
  ])('is offered where %s', async (_, more, called) => {
    await withTool(
      () => [1, 2],
      { tool: { budget: { items: 1 }, ...more }, called },
      async (client) => {
        expect((await askForAll(client)).map(({ text }) => text)).toEqual(['[1]', '[2]'])
      },
    )
  })

  it('leaves results that fit the output schema', async () => {
    const output = { type: 'object', properties: { rows: { type: 'array', items: {} } } }
    await withTool(
      () => ({ rows: [1, 2, 3] }),
      { tool: { budget: { items: 2 } }, called: { ...SAFE, identity: false, output } },
      async (client) => {
        const { tools } = await client.listTools()
        const check = new Ajv2020({ strict: true, strictTypes: false }).compile(tools[0]!.outputSchema!)
        for (const { structured } of await askForAll(client)) expect(check(structured)).toBe(true)
      },
    )
  })

  it('is not spent on a call that fails', async () => {
    let failing = false
    const called: Called = {
      ...SAFE,
      invoke: () => (failing ? Promise.reject(new InputError('not now')) : Promise.resolve(json([1, 2, 3]))),
    }
    await withTool(
      () => null,
      { tool, called },
      async (client) => {
        const cursor = cursorOf((await ask(client)).note)
        failing = true
        expect((await ask(client, { continue: cursor })).text).toBe('not now')
        failing = false
        expect((await ask(client, { continue: cursor })).text).toBe('[3]')
      },
    )
  })
})
