import { InputError, isObject, type Invocation, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import { encode } from '../encode.ts'
import { gather, LARGEST_SIGNED } from '../gather.ts'
import { textOf } from '../json.ts'
import { type Body, isBytes, type RequestDraft } from '../request.ts'
import type { Amend, Asking } from './ask.ts'

/** Puts values of pages into requests. */
export interface Placing {
  /** Names that the operation itself has a place for. */
  isInput(name: string): boolean
  /** Where the others go. */
  readonly elsewhere: 'query' | 'body'
}

/** The invocation that asks for one page. */
export function invocationOf(invocation: Invocation, { values }: Asking, { isInput }: Placing): Invocation {
  const input: Record<string, JsonValue> = Object.assign(Object.create(null) as object, invocation.input)
  for (const [name, value] of values) if (isInput(name)) input[name] = value
  return { ...invocation, input }
}

/** What is done to the request for one page besides. */
export function amendFor({ values, address, sent }: Asking, { isInput, elsewhere }: Placing): Amend {
  const others = values.filter(([name]) => !isInput(name))
  return (draft, base) => {
    const amended =
      address !== undefined
        ? { ...draft, path: address.path, query: [...address.query] }
        : elsewhere === 'body' && others.length > 0
          ? withMembers(draft, others)
          : { ...draft, query: [...draft.query, ...others.map(([name, value]) => pairOf(name, value))] }
    sent({ base, url: base + amended.path + (amended.query.length === 0 ? '' : `?${amended.query.join('&')}`) })
    return amended
  }
}

function pairOf(name: string, value: JsonValue): string {
  return `${encode(name)}=${encode(textOf(value), name)}`
}

function withMembers(draft: RequestDraft, members: Asking['values']): RequestDraft {
  const body = { ...objectOf(draft.body), ...Object.fromEntries(members) }
  // The length that the caller told is that of another body.
  const { 'content-length': _, ...headers } = draft.headers
  return { ...draft, headers: { 'content-type': 'application/json', ...headers }, body: Buffer.from(JSON.stringify(body)) }
}

function objectOf(body: Body | undefined): JsonObject {
  if (body === undefined) return {}
  const value = isBytes(body) ? parsed(body) : undefined
  if (isObject(value)) return value
  throw new InputError('the body must be a JSON object: the place of each page becomes a member of it')
}

function parsed(bytes: Uint8Array): JsonValue | undefined {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as JsonValue
  } catch {
    return undefined
  }
}

/** The invocation with a body that can be sent with every page. */
export async function repeatable(invocation: Invocation): Promise<Invocation> {
  const { payload, acceptEncoding: _, ...rest } = invocation
  if (payload?.bytes === undefined || isBytes(payload.bytes)) return payload === undefined ? rest : { ...rest, payload }
  const bytes = await gather(payload.bytes, LARGEST_SIGNED)
  if (isBytes(bytes)) return { ...rest, payload: { ...payload, bytes, length: bytes.length } }
  await bytes[Symbol.asyncIterator]().return?.()
  const message = `the body has more than ${LARGEST_SIGNED} bytes, which is the most that is sent with every page`
  throw new InputError(message, { status: 413, code: 'NAFTIKO_BODY_TOO_LARGE' })
}
