import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { type Answer, ApiError, ok } from './answer.ts'
import { BROKEN, BUSY, findModel, type Model } from './catalogue.ts'
import { complete, compose, type Composition, countTokens, promptOf } from './composer.ts'
import { type Generation, type Generations, usageOf } from './generations.ts'
import { isObject, type Json, type JsonObject } from './json.ts'

export interface ChatOptions {
  /** Milliseconds between two pieces of a stream. */
  readonly paceMs: number
}

/** Which of the two ways to ask: they differ in what a choice looks like. */
export type Dialect = 'chat' | 'text'

/** Answers `POST /chat/completions` and `POST /completions`, whole or as an event stream. */
export async function generate(
  dialect: Dialect,
  body: Json | undefined,
  response: ServerResponse,
  generations: Generations,
  options: ChatOptions,
): Promise<Answer | undefined> {
  const request = requestOf(body, dialect === 'chat' ? 'messages' : 'prompt')
  const model = modelOf(request)
  const streamed = request['stream'] === true
  const generation = generations.begin(model, streamed, countTokens(promptOf(request)))
  const composition = dialect === 'chat' ? compose(request) : complete(request)
  if (streamed) {
    await stream(dialect, generation, composition, response, options)
    return undefined
  }
  if (model.id === BROKEN) return failedInside(dialect, generation, composition)
  return whole(dialect, generation, composition)
}

function requestOf(body: Json | undefined, needed: 'messages' | 'prompt'): JsonObject {
  if (!isObject(body)) throw new ApiError(400, 'The body is not a JSON object')
  const given = body[needed]
  const fits = needed === 'messages' ? Array.isArray(given) && given.length > 0 : typeof given === 'string' || Array.isArray(given)
  if (!fits) throw new ApiError(400, `Input required: specify "${needed}"`)
  return body
}

function modelOf(request: JsonObject): Model {
  const id = request['model']
  if (typeof id !== 'string') throw new ApiError(400, 'No model was given')
  const model = findModel(id)
  if (model === undefined) throw new ApiError(400, `${id} is not a valid model ID`)
  if (model.id === BUSY) {
    const metadata = { provider_name: 'Demo', raw: 'too many requests' }
    throw new ApiError(429, 'Provider returned error: rate limit exceeded', { metadata, headers: { 'retry-after': '2' } })
  }
  return model
}

function whole(dialect: Dialect, generation: Generation, composition: Composition): Answer {
  finish(generation, composition)
  const choice = dialect === 'chat' ? { message: messageOf(composition) } : { text: textOf(composition) }
  const body = {
    ...envelope(dialect, generation, false),
    choices: [{ index: 0, ...choice, finish_reason: generation.finish, native_finish_reason: generation.finish, logprobs: null }],
    usage: usageOf(generation),
  }
  return ok(body, { 'x-generation-id': generation.id })
}

/** A provider that fails late: the status was sent, so the failure is in the body. */
function failedInside(dialect: Dialect, generation: Generation, composition: Composition): Answer {
  generation.finish = 'error'
  const partial = textOf(composition).slice(0, 10)
  const choice = dialect === 'chat' ? { message: { role: 'assistant', content: partial } } : { text: partial }
  const body = {
    ...envelope(dialect, generation, false),
    choices: [{ index: 0, ...choice, finish_reason: 'error', error: LATE_FAILURE }],
    error: LATE_FAILURE,
  }
  return ok(body, { 'x-generation-id': generation.id })
}

const LATE_FAILURE: JsonObject = { code: 502, message: 'Provider disconnected', metadata: { provider_name: 'Demo' } }

async function stream(
  dialect: Dialect,
  generation: Generation,
  composition: Composition,
  response: ServerResponse,
  { paceMs }: ChatOptions,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    'x-generation-id': generation.id,
  })
  // Some servers of this kind stay silent for long; comments keep the connection alive. Parsers must skip them.
  response.write(': OPENROUTER PROCESSING\n\n')
  for (const event of eventsOf(dialect, generation, composition)) {
    if (paceMs > 0) await wait(paceMs, undefined, { signal: gone.signal }).catch(() => {})
    if (gone.signal.aborted) {
      generation.cancelled = true
      return
    }
    response.write(`data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`)
  }
  response.end()
}

/** The events of one stream. Tokens are counted as they leave, so a stream that is cut is charged for what was sent. */
function* eventsOf(dialect: Dialect, generation: Generation, composition: Composition): Generator<Json> {
  const chunk = (choice: JsonObject, reason: string | null = null): JsonObject => ({
    ...envelope(dialect, generation, true),
    choices: [{ index: 0, ...choice, finish_reason: reason, native_finish_reason: reason, logprobs: null }],
  })
  for (const [index, piece] of piecesOf(dialect, composition).entries()) {
    if (generation.model.id === BROKEN && index === 2) {
      generation.finish = 'error'
      yield { ...chunk(emptyChoice(dialect), 'error'), error: LATE_FAILURE }
      return
    }
    generation.completionTokens += countTokens(JSON.stringify(piece.said))
    yield chunk(piece.choice)
  }
  finish(generation, composition)
  yield chunk(emptyChoice(dialect), generation.finish)
  yield { ...envelope(dialect, generation, true), choices: [], usage: usageOf(generation) }
  yield '[DONE]'
}

interface Piece {
  readonly choice: JsonObject
  readonly said: string
}

function piecesOf(dialect: Dialect, composition: Composition): readonly Piece[] {
  if (composition.kind === 'tool') return toolPieces(composition)
  return composition.pieces.map((piece, index) => ({
    said: piece,
    choice: dialect === 'text' ? { text: piece } : { delta: index === 0 ? { role: 'assistant', content: piece } : { content: piece } },
  }))
}

/** A call of a tool arrives with its name first and its arguments in parts. */
function toolPieces({ id, name, arguments: text }: Extract<Composition, { kind: 'tool' }>): readonly Piece[] {
  const half = Math.ceil(text.length / 2)
  const first = { index: 0, id, type: 'function', function: { name, arguments: '' } }
  const parts = [text.slice(0, half), text.slice(half)].filter((part) => part !== '')
  return [
    { said: name, choice: { delta: { role: 'assistant', content: null, tool_calls: [first] } } },
    ...parts.map((part) => ({ said: part, choice: { delta: { tool_calls: [{ index: 0, function: { arguments: part } }] } } })),
  ]
}

function emptyChoice(dialect: Dialect): JsonObject {
  return dialect === 'chat' ? { delta: { content: '' } } : { text: '' }
}

function envelope(dialect: Dialect, { id, model, createdAt }: Generation, streamed: boolean): JsonObject {
  const object = dialect === 'text' ? 'text_completion' : streamed ? 'chat.completion.chunk' : 'chat.completion'
  return { id, provider: model.providers[0] ?? null, model: model.id, object, created: Math.floor(createdAt.getTime() / 1000) }
}

function messageOf(composition: Composition): JsonObject {
  if (composition.kind === 'text') return { role: 'assistant', content: textOf(composition), refusal: null, reasoning: null }
  const { id, name, arguments: text } = composition
  const call = { index: 0, id, type: 'function', function: { name, arguments: text } }
  return { role: 'assistant', content: null, refusal: null, reasoning: null, tool_calls: [call] }
}

function textOf(composition: Composition): string {
  return composition.kind === 'text' ? composition.pieces.join('') : composition.arguments
}

function finish(generation: Generation, composition: Composition): void {
  generation.finish = composition.kind === 'text' ? composition.finish : 'tool_calls'
  generation.completionTokens = countTokens(textOf(composition))
}
