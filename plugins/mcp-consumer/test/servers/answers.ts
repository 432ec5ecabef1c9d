import { setTimeout as wait } from 'node:timers/promises'

/** What a tool of a test server can see and do. Both libraries are wrapped into this. */
export interface AskedTool {
  readonly args: Readonly<Record<string, unknown>>
  readonly meta: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly signal: AbortSignal
  progress(progress: number, total: number, message?: string): Promise<void>
}

export type TestTool = (asked: AskedTool) => object | Promise<object>

export const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

const text = (value: string): object => ({ type: 'text', text: value })

/** One tool for each kind of answer that a server can give. */
export const TOOLS: Readonly<Record<string, TestTool>> = {
  echo: ({ args }) => ({ content: [text(JSON.stringify(args))], structuredContent: { given: args } }),
  seen: ({ meta, headers }) => ({ content: [], structuredContent: { meta, headers } }),
  words: () => ({ content: [text('Hello, Ann.')] }),
  json: () => ({ content: [text('{"id": 12345678901234567890, "title": "Emma"}')] }),
  lines: () => ({ content: [text('one'), text('two')] }),
  rows: () => ({ content: [text('{"id":1}'), text('{"id":2}')] }),
  csv: () => ({ content: [text('id,title\n1,Emma\n')] }),
  picture: () => ({ content: [{ type: 'image', data: PIXEL, mimeType: 'image/png' }] }),
  sound: () => ({ content: [{ type: 'audio', data: 'AP8B', mimeType: 'audio/wav' }] }),
  file: () => ({ content: [{ type: 'resource', resource: { uri: 'file:///a.bin', blob: 'AP8B', mimeType: 'application/x-thing' } }] }),
  page: () => ({ content: [{ type: 'resource', resource: { uri: 'file:///a.md', text: '# Ü', mimeType: 'text/markdown' } }] }),
  mixed: () => ({ content: [text('a pixel'), { type: 'image', data: PIXEL, mimeType: 'image/png' }] }),
  link: () => ({ content: [{ type: 'resource_link', uri: 'file:///a.md', name: 'a' }] }),
  nothing: () => ({ content: [] }),
  fails: () => ({ content: [text('no such book: 42')], isError: true }),
  'fails-silently': () => ({ content: [], isError: true }),
  throws: () => {
    throw new Error('the shelf is broken')
  },
  huge: ({ args }) => ({ content: [text('x'.repeat(Number(args['size'])))] }),
  slowly: async ({ progress }) => {
    for (const step of [1, 2, 3]) {
      await progress(step, 3, step === 2 ? undefined : `step ${step}`)
      await wait(150)
    }
    return { content: [text('done')] }
  },
  chatty: async ({ progress }) => {
    for (let step = 1; step <= 50; step += 1) await progress(step, 50, 'x'.repeat(200))
    return { content: [text('done')] }
  },
  hang: ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('cancelled')))),
}

const ANYTHING = { type: 'object' as const }

export const DEFINITIONS: { name: string; inputSchema: typeof ANYTHING }[] = Object.keys(TOOLS).map((name) => ({
  name,
  inputSchema: ANYTHING,
}))
