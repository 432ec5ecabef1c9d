import type { Demo } from './demo.ts'

/** What to try, ready to be copied. */
export function guide(demo: Pick<Demo, 'upstream' | 'rest' | 'mcp' | 'notes'>): string {
  const { rest, mcp, notes } = demo
  return [
    'The OpenRouter capability runs against an imitation of OpenRouter on this machine.',
    '',
    `  REST      ${rest}`,
    `  MCP       ${mcp}`,
    `  upstream  ${demo.upstream}`,
    ...notes.map((note) => `  note: ${note}`),
    '',
    section('Models', `curl ${rest}/models`),
    section('Endpoints of one model', `curl ${rest}/models/openai/gpt-4o/endpoints`),
    section('Chat', post(`${rest}/chat/completions`, chat({}))),
    section('Chat, streamed', post(`${rest}/chat/completions`, chat({ stream: true }), '-N ')),
    section('Chat that calls a tool', post(`${rest}/chat/completions`, chat({ tools: [WEATHER] }))),
    section('What a generation cost (the id is in the answer of a chat)', `curl '${rest}/generation?id=gen-…'`),
    section(
      'A model that is busy: 429 and Retry-After pass through',
      post(`${rest}/chat/completions`, chat({ model: 'demo/busy' }), '-i '),
    ),
    section('Keys', post(`${rest}/keys`, { name: 'my key', limit: 5 }), `curl ${rest}/keys`, `curl -X DELETE ${rest}/keys/<hash>`),
    section('The same as MCP tools: configuration of a client', JSON.stringify(clientConfiguration(mcp), null, 2)),
    'Stop with Ctrl+C.',
    '',
  ].join('\n')
}

const WEATHER = {
  type: 'function',
  function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } },
}

function chat(more: object): object {
  return { model: 'openai/gpt-4o', messages: [{ role: 'user', content: 'Hello' }], ...more }
}

function post(url: string, body: object, flags = ''): string {
  return `curl ${flags}${url} -H 'content-type: application/json' -d '${JSON.stringify(body)}'`
}

function clientConfiguration(url: string): object {
  return { mcpServers: { openrouter: { type: 'http', url } } }
}

function section(title: string, ...lines: readonly string[]): string {
  return `# ${title}\n${lines.join('\n')}\n`
}
