import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { McpExposesEntry, PromptEntry } from '../src/index.ts'
import { connect, entryOf, post, serve } from './served.ts'

interface Answer {
  readonly result?: { readonly description?: string; readonly messages: readonly object[]; readonly completion?: object }
  readonly error?: { readonly code: number; readonly message: string }
}

async function ask(entry: Partial<McpExposesEntry>, method: string, params: object): Promise<Answer> {
  await using served = await serve(entryOf([], entry), { 'api.x': {} })
  return (await (await post(served.url, { jsonrpc: '2.0', id: 1, method, params })).json()) as Answer
}

const get = (prompt: PromptEntry, args?: object): Promise<Answer> =>
  ask({ prompts: [prompt] }, 'prompts/get', { name: prompt.name, ...(args === undefined ? {} : { arguments: args }) })

const user = (text: string): object => ({ role: 'user', content: { type: 'text', text } })

const summary: PromptEntry = {
  name: 'summary',
  label: 'Summary',
  description: 'Summarises data.',
  arguments: [
    { name: 'data', label: 'Data', description: 'What to summarise.' },
    { name: 'format', description: 'How.', required: false, enum: ['table', 'text', 'tree'] },
  ],
  template: [
    { role: 'user', content: 'As {{format}}:\n\n{{ data }}' },
    { role: 'assistant', content: 'Of course.' },
  ],
}

describe('the list of prompts', () => {
  it('has everything that a client needs to ask for them', async () => {
    await using served = await serve(entryOf([], { prompts: [summary, { name: 'hello', template: 'Hello.' }] }))
    const client = await connect(served.url)
    expect(client.getServerCapabilities()).toEqual({ prompts: { listChanged: true }, completions: {} })
    const { result } = (await (await post(served.url, { jsonrpc: '2.0', id: 1, method: 'prompts/list' })).json()) as { result: object }
    expect(result).toEqual({
      prompts: [
        {
          name: 'summary',
          title: 'Summary',
          description: 'Summarises data.',
          arguments: [
            { name: 'data', title: 'Data', description: 'What to summarise.', required: true },
            { name: 'format', description: 'How.', required: false },
          ],
        },
        { name: 'hello' },
      ],
    })
    expect((await client.listPrompts()).prompts.map(({ name }) => name)).toEqual(['summary', 'hello'])
    expect((await client.getPrompt({ name: 'hello' })).messages).toEqual([user('Hello.')])
    await client.close()
  })
})

describe('a prompt', () => {
  it('is filled in', async () => {
    expect((await get(summary, { data: 'a,b', format: 'table' })).result).toEqual({
      description: 'Summarises data.',
      messages: [user('As table:\n\na,b'), { role: 'assistant', content: { type: 'text', text: 'Of course.' } }],
    })
  })

  it.each<[string, string, object, string]>([
    ['a placeholder as a value', '{{a}} {{b}}', { a: '{{b}}', b: 'B' }, '{{b}} B'],
    ['a pattern of replacements', '{{a}}', { a: "$& $1 $' $$" }, "$& $1 $' $$"],
    ['a number', '{{a}}', { a: 5 }, '5'],
    ['an object', '{{a}}', { a: { x: 1 } }, '{"x":1}'],
    ['nothing', '<{{a}}>', {}, '<>'],
    ['null', '<{{a}}>', { a: null }, '<>'],
    ['a member of every object', '{{constructor}}{{__proto__}}', {}, '{{constructor}}{{__proto__}}'],
    ['other braces', '{a} {{{a}}} {{ }} {{a.b}}', { a: 'x' }, '{a} {x} {{ }} {{a.b}}'],
  ])('takes %s as the text that it is', async (_, template, args, text) => {
    const prompt = {
      name: 'p',
      template,
      arguments: [
        { name: 'a', required: false },
        { name: 'b', required: false },
      ],
    }
    expect((await get(prompt, args)).result?.messages).toEqual([user(text)])
  })

  it('takes the default of an argument that is not given', async () => {
    expect((await get({ name: 'p', template: '{{a}}', arguments: [{ name: 'a', default: 'D' }] })).result?.messages).toEqual([user('D')])
  })

  it.each<[string, object | undefined, string]>([
    ['lack an argument', undefined, '"data" is required'],
    ['have a value that is not allowed', { data: 'x', format: 'song' }, '"format" may be "table", "text", "tree"'],
    ['are wrong in two ways', { format: 'song' }, '"data" is required; the argument "format"'],
    ['are a list', [1], 'must be an object'],
  ])('refuses arguments that %s', async (_, args, message) => {
    expect((await get(summary, args)).error).toMatchObject({ code: -32_602, message: expect.stringContaining(message) as string })
  })

  it.each([
    ['unknown', { name: 'nothing' }],
    ['without a name', {}],
    ['named like a member of every object', { name: '__proto__' }],
  ])('that is %s is an error', async (_, params) => {
    expect((await ask({ prompts: [summary] }, 'prompts/get', params)).error).toMatchObject({ code: -32_602 })
  })

  it('can hold other blocks than text, with placeholders in them', async () => {
    const resource = { type: 'resource', resource: { uri: '{{uri}}', mimeType: 'text/plain', text: 'About {{uri}}.' } }
    const prompt: PromptEntry = { name: 'p', arguments: [{ name: 'uri' }], template: [{ role: 'user', content: resource }] }
    expect((await get(prompt, { uri: 'data://1' })).result?.messages).toEqual([
      { role: 'user', content: { type: 'resource', resource: { uri: 'data://1', mimeType: 'text/plain', text: 'About data://1.' } } },
    ])
  })
})

describe('a prompt from files', () => {
  let folder: string
  const at = (file: string): string => pathToFileURL(path.join(folder, file)).href
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'prompts-'))
    await writeFile(path.join(folder, 'review.md'), 'Review {{text}}.')
    await writeFile(path.join(folder, 'plan.png'), new Uint8Array([0, 255, 1]))
    await writeFile(path.join(folder, 'notes.txt'), 'Notes.')
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('is one message of the user, as the file is at the moment', async () => {
    const prompt: PromptEntry = { name: 'p', arguments: [{ name: 'text' }], location: at('review.md') }
    await using served = await serve(entryOf([], { prompts: [prompt] }))
    const client = await connect(served.url)
    const read = async () => (await client.getPrompt({ name: 'p', arguments: { text: 'this' } })).messages
    expect(await read()).toEqual([user('Review this.')])
    await writeFile(path.join(folder, 'review.md'), 'Check {{text}}!')
    expect(await read()).toEqual([user('Check this!')])
    await client.close()
  })

  it.each<[string, object, object]>([
    ['an image', { type: 'image', location: 'plan.png' }, { type: 'image', mimeType: 'image/png', data: 'AP8B' }],
    [
      'an image of a declared type',
      { type: 'image', location: 'plan.png', mimeType: 'image/x' },
      { type: 'image', mimeType: 'image/x', data: 'AP8B' },
    ],
    [
      'a text resource',
      { type: 'resource', resource: { uri: 'docs://notes', location: 'notes.txt' } },
      { type: 'resource', resource: { uri: 'docs://notes', mimeType: 'text/plain', text: 'Notes.' } },
    ],
    [
      'a binary resource',
      { type: 'resource', resource: { uri: 'docs://plan', location: 'plan.png' } },
      { type: 'resource', resource: { uri: 'docs://plan', mimeType: 'image/png', blob: 'AP8B' } },
    ],
  ])('can hold %s', async (_, content, block) => {
    const located = JSON.parse(
      JSON.stringify(content).replace(/"location":"(.*?)"/, (_all, file: string) => `"location":"${at(file)}"`),
    ) as never
    expect((await get({ name: 'p', template: [{ role: 'user', content: located }] })).result?.messages).toEqual([
      { role: 'user', content: block },
    ])
  })

  it('that is not there is an error that names it as the document does', async () => {
    const { error } = await get({ name: 'p', location: './nowhere.md' })
    expect(error).toEqual({ code: -32_603, message: 'the file "./nowhere.md" cannot be read' })
  })
})

describe('completion', () => {
  const entry: Partial<McpExposesEntry> = {
    prompts: [summary],
    resources: [
      { name: 'r', uri: 'data://{kind}/{id}', call: 'api.x', inputParameters: [{ name: 'kind', enum: ['Ship', 'shore', 'sea'] }] },
    ],
  }
  const ofPrompt = { type: 'ref/prompt', name: 'summary' }
  const ofTemplate = { type: 'ref/resource', uri: 'data://{kind}/{id}' }

  it.each<[string, object, object, string[]]>([
    ['everything', ofPrompt, { name: 'format', value: '' }, ['table', 'text', 'tree']],
    ['what fits', ofPrompt, { name: 'format', value: 't' }, ['table', 'text', 'tree']],
    ['what fits closely', ofPrompt, { name: 'format', value: 'TE' }, ['text']],
    ['nothing that fits', ofPrompt, { name: 'format', value: 'x' }, []],
    ['nothing that is known', ofPrompt, { name: 'data', value: '' }, []],
    ['variables of a template', ofTemplate, { name: 'kind', value: 'sh' }, ['Ship', 'shore']],
  ])('offers %s', async (_, ref, argument, values) => {
    const { result } = await ask(entry, 'completion/complete', { ref, argument })
    expect(result?.completion).toEqual({ values, total: values.length, hasMore: false })
  })

  it('offers a hundred values at most, and says how many there are', async () => {
    const many = Array.from({ length: 150 }, (_, index) => `v${index}`)
    const prompts = [{ name: 'p', template: '{{a}}', arguments: [{ name: 'a', enum: many }] }]
    const { result } = await ask({ prompts }, 'completion/complete', {
      ref: { type: 'ref/prompt', name: 'p' },
      argument: { name: 'a', value: '' },
    })
    expect(result?.completion).toEqual({ values: many.slice(0, 100), total: 150, hasMore: true })
  })

  it.each<[string, object]>([
    ['an unknown prompt', { ref: { type: 'ref/prompt', name: 'x' }, argument: { name: 'a', value: '' } }],
    ['an unknown template', { ref: { type: 'ref/resource', uri: 'x' }, argument: { name: 'a', value: '' } }],
    ['an unknown kind', { ref: { type: 'ref/tool', name: 'x' }, argument: { name: 'a', value: '' } }],
    ['no argument', { ref: ofPrompt }],
    ['nothing', {}],
  ])('refuses %s', async (_, params) => {
    expect((await ask(entry, 'completion/complete', params)).error).toMatchObject({ code: -32_602 })
  })

  it('is not promised where there is nothing to offer', async () => {
    const { error } = await ask({ prompts: [{ name: 'p', template: 'x' }] }, 'completion/complete', {})
    expect(error).toMatchObject({ code: -32_601 })
  })
})
