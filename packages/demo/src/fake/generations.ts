import { randomBytes } from 'node:crypto'
import { costOf, type Model } from './catalogue.ts'
import type { JsonObject } from './json.ts'

/** One answer that was or is being given. */
export interface Generation {
  readonly id: string
  readonly model: Model
  readonly streamed: boolean
  readonly createdAt: Date
  promptTokens: number
  completionTokens: number
  finish: string | null
  cancelled: boolean
}

/** What was generated so far, so that `GET /generation` and `GET /credits` can tell. */
export class Generations {
  readonly #known = new Map<string, Generation>()

  begin(model: Model, streamed: boolean, promptTokens: number): Generation {
    const id = `gen-${Math.floor(Date.now() / 1000)}-${randomBytes(10).toString('hex')}`
    const generation = { id, model, streamed, createdAt: new Date(), promptTokens, completionTokens: 0, finish: null, cancelled: false }
    this.#known.set(id, generation)
    return generation
  }

  find(id: string): Generation | undefined {
    return this.#known.get(id)
  }

  /** Dollars spent so far. */
  get spent(): number {
    return [...this.#known.values()].reduce((sum, generation) => sum + priceOf(generation), 0)
  }
}

/** Tokens and price, as they stand in answers. */
export function usageOf(generation: Generation): JsonObject {
  const { promptTokens, completionTokens } = generation
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    cost: priceOf(generation),
  }
}

export function describeGeneration(generation: Generation): JsonObject {
  const { id, model, streamed, createdAt, promptTokens, completionTokens, finish, cancelled } = generation
  return {
    id,
    upstream_id: null,
    model: model.id,
    provider_name: model.providers[0] ?? null,
    created_at: createdAt.toISOString(),
    streamed,
    cancelled,
    finish_reason: finish,
    native_finish_reason: finish,
    tokens_prompt: promptTokens,
    tokens_completion: completionTokens,
    native_tokens_prompt: promptTokens,
    native_tokens_completion: completionTokens,
    native_tokens_reasoning: 0,
    total_cost: priceOf(generation),
    usage: priceOf(generation),
    is_byok: false,
    origin: '',
    app_id: null,
  }
}

function priceOf({ model, promptTokens, completionTokens }: Generation): number {
  return costOf(model, promptTokens, completionTokens)
}
