import { isObject, type Json, type JsonObject, member, textOf } from './json.ts'

/** What the imitation says: a text in pieces, or a call of a tool. */
export type Composition =
  | { readonly kind: 'text'; readonly pieces: readonly string[]; readonly finish: 'stop' | 'length' }
  | { readonly kind: 'tool'; readonly id: string; readonly name: string; readonly arguments: string }

/** Answers a conversation. The same conversation gets the same answer. */
export function compose(request: JsonObject): Composition {
  const messages = asList(request['messages'])
  const last = messages.at(-1)
  const tool = wantsTool(request, last) ? asList(request['tools'])[0] : undefined
  if (tool !== undefined) return callOf(tool)
  return cut(answerTo(request, last), request['max_tokens'] ?? request['max_completion_tokens'])
}

/** Completes a prompt of the older kind. */
export function complete(request: JsonObject): Composition {
  return cut(` … and that is how "${shorten(contentText(request['prompt']))}" goes on.`, request['max_tokens'])
}

/** Words and signs: near enough to tokens. */
export function countTokens(text: string): number {
  return text.match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu)?.length ?? 0
}

/** Everything that was said in a request, to be counted. */
export function promptOf(request: JsonObject): string {
  const said = asList(request['messages']).map((message) => contentText(member(message, 'content')))
  return [...said, contentText(request['prompt'])].join(' ')
}

function answerTo(request: JsonObject, last: Json | undefined): string {
  const said = shorten(contentText(member(last, 'content')))
  const text =
    textOf(last, 'role') === 'tool'
      ? `The tool says: ${said}`
      : `You said "${said}". This answer comes from an imitation of OpenRouter; no model was asked.`
  const format = textOf(request['response_format'], 'type')
  return format.startsWith('json') ? JSON.stringify({ answer: text }) : text
}

/** A model that has just been given the result of a tool speaks about it instead of calling again. */
function wantsTool(request: JsonObject, last: Json | undefined): boolean {
  return asList(request['tools']).length > 0 && request['tool_choice'] !== 'none' && textOf(last, 'role') !== 'tool'
}

function callOf(tool: Json): Composition {
  const definition = member(tool, 'function')
  const name = textOf(definition, 'name', 'unnamed')
  return { kind: 'tool', id: `call_${name}_1`, name, arguments: JSON.stringify(example(member(definition, 'parameters'))) }
}

/** A value that fits a schema, as far as it goes: the required members, first choices, round numbers. */
function example(schema: Json | undefined): Json {
  const choices = member(schema, 'enum')
  if (Array.isArray(choices) && choices.length > 0) return choices[0] as Json
  const type = member(schema, 'type')
  if (type === 'string') return 'example'
  if (type === 'number' || type === 'integer') return 1
  if (type === 'boolean') return true
  if (type === 'array') return [example(member(schema, 'items'))]
  return exampleObject(schema)
}

function exampleObject(schema: Json | undefined): JsonObject {
  const properties = member(schema, 'properties')
  const names = isObject(properties) ? Object.keys(properties) : []
  const required = asList(member(schema, 'required'))
  const wanted = required.length > 0 ? names.filter((name) => required.includes(name)) : names
  return Object.fromEntries(wanted.map((name) => [name, example(member(properties, name))]))
}

function cut(text: string, limit: Json | undefined): Composition {
  const pieces = text.match(/\s*\S+/g) ?? []
  const most = typeof limit === 'number' && limit > 0 ? Math.floor(limit) : Infinity
  return pieces.length > most ? { kind: 'text', pieces: pieces.slice(0, most), finish: 'length' } : { kind: 'text', pieces, finish: 'stop' }
}

function contentText(content: Json | undefined): string {
  if (typeof content === 'string') return content
  return asList(content)
    .map((part) => (typeof part === 'string' ? part : textOf(part, 'text')))
    .join(' ')
    .trim()
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []
}
