import type { ServerResponse } from 'node:http'
import { type Answer, ApiError, ok } from './answer.ts'
import { describeEndpoints, describeModel, describeProviders, findModel, MODELS } from './catalogue.ts'
import { type ChatOptions, generate } from './chat.ts'
import { describeGeneration, Generations } from './generations.ts'
import type { Json } from './json.ts'
import { Keys } from './keys.ts'

/** A request after its path was recognised. */
export interface Call {
  /** Decoded values of `{…}` in the path, in order. */
  readonly values: readonly string[]
  readonly query: URLSearchParams
  readonly body: Json | undefined
  readonly response: ServerResponse
}

/** Answers one call; nothing when the answer was written already. */
export type Serve = (call: Call) => Answer | undefined | Promise<Answer | undefined>

export type Routes = readonly (readonly [route: string, serve: Serve])[]

const BOUGHT = 25

/** The operations of the API, over a state of their own. */
export function makeRoutes(options: ChatOptions): Routes {
  const generations = new Generations()
  const keys = new Keys()
  return [
    ['POST /chat/completions', ({ body, response }) => generate('chat', body, response, generations, options)],
    ['POST /completions', ({ body, response }) => generate('text', body, response, generations, options)],
    ['GET /models', () => ok({ data: MODELS.map(describeModel) })],
    ['GET /models/{author}/{slug}/endpoints', ({ values: [author, slug] }) => endpointsOf(`${author}/${slug}`)],
    ['GET /generation', ({ query }) => generationOf(generations, query.get('id'))],
    ['GET /credits', () => ok({ data: { total_credits: BOUGHT, total_usage: generations.spent } })],
    ['GET /providers', () => ok({ data: describeProviders() })],
    ['GET /keys', ({ query }) => keys.list(query)],
    ['POST /keys', ({ body }) => keys.create(body)],
    ['GET /keys/{hash}', ({ values: [hash = ''] }) => keys.get(hash)],
    ['PATCH /keys/{hash}', ({ values: [hash = ''], body }) => keys.update(hash, body)],
    ['DELETE /keys/{hash}', ({ values: [hash = ''] }) => keys.delete(hash)],
  ]
}

function endpointsOf(id: string): Answer {
  const model = findModel(id)
  if (model === undefined) throw new ApiError(404, `There is no model ${id}`)
  return ok({ data: describeEndpoints(model) })
}

function generationOf(generations: Generations, id: string | null): Answer {
  if (id === null || id === '') throw new ApiError(400, 'id is required')
  const generation = generations.find(id)
  if (generation === undefined) throw new ApiError(404, `Generation ${id} not found`)
  return ok({ data: describeGeneration(generation) })
}
