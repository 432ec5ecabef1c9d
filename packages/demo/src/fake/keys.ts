import { createHash, randomBytes } from 'node:crypto'
import { type Answer, ApiError, ok } from './answer.ts'
import { isObject, type Json, type JsonObject } from './json.ts'

const PAGE = 100

interface Key {
  readonly hash: string
  readonly label: string
  readonly createdAt: string
  readonly updatedAt: string | null
  readonly name: string
  readonly limit: number | null
  readonly disabled: boolean
}

/** API keys in memory. */
export class Keys {
  readonly #keys = new Map<string, Key>()

  /** One page; `offset` counts from the newest. Disabled keys are left out unless asked for. */
  list(query: URLSearchParams): Answer {
    const offset = Number(query.get('offset') ?? '0')
    if (!Number.isInteger(offset) || offset < 0) throw new ApiError(400, 'offset must be a whole number')
    const all = [...this.#keys.values()].toReversed().filter((key) => !key.disabled || query.get('include_disabled') === 'true')
    return ok({ data: all.slice(offset, offset + PAGE).map(describeKey) })
  }

  /** The key itself is in this answer and never again. */
  create(body: Json | undefined): Answer {
    const { name, limit } = changesOf(body)
    if (name === undefined || name === '') throw new ApiError(400, 'name is required')
    const secret = `sk-or-v1-${randomBytes(32).toString('hex')}`
    const key: Key = {
      hash: createHash('sha256').update(secret).digest('hex'),
      label: `${secret.slice(0, 12)}...${secret.slice(-3)}`,
      createdAt: new Date().toISOString(),
      updatedAt: null,
      name,
      limit: limit ?? null,
      disabled: false,
    }
    this.#keys.set(key.hash, key)
    return { status: 201, body: { data: describeKey(key), key: secret } }
  }

  get(hash: string): Answer {
    return ok({ data: describeKey(this.#find(hash)) })
  }

  update(hash: string, body: Json | undefined): Answer {
    const key = { ...this.#find(hash), ...changesOf(body), updatedAt: new Date().toISOString() }
    this.#keys.set(hash, key)
    return ok({ data: describeKey(key) })
  }

  delete(hash: string): Answer {
    this.#find(hash)
    this.#keys.delete(hash)
    return ok({ deleted: true })
  }

  #find(hash: string): Key {
    const key = this.#keys.get(hash)
    if (key === undefined) throw new ApiError(404, 'API key not found')
    return key
  }
}

type Changes = { -readonly [K in 'name' | 'limit' | 'disabled']?: Key[K] }

function changesOf(body: Json | undefined): Changes {
  if (!isObject(body)) throw new ApiError(400, 'The body is not a JSON object')
  const { name, limit, disabled } = body
  if (name !== undefined && typeof name !== 'string') throw new ApiError(400, 'name must be a text')
  if (limit !== undefined && limit !== null && typeof limit !== 'number') throw new ApiError(400, 'limit must be a number or null')
  if (disabled !== undefined && typeof disabled !== 'boolean') throw new ApiError(400, 'disabled must be true or false')
  return {
    ...(name === undefined ? {} : { name }),
    ...(limit === undefined ? {} : { limit }),
    ...(disabled === undefined ? {} : { disabled }),
  }
}

function describeKey(key: Key): JsonObject {
  return {
    hash: key.hash,
    name: key.name,
    label: key.label,
    disabled: key.disabled,
    limit: key.limit,
    limit_remaining: key.limit,
    usage: 0,
    created_at: key.createdAt,
    updated_at: key.updatedAt,
  }
}
