import type { JsonObject } from '@naftiko/plugin-api'
import { Unavailable } from './unavailable.ts'

const TIMEOUT_MS = 5_000
/** The key sets of the largest providers have some ten thousand bytes. */
const MOST_BYTES = 512 * 1024

export interface JsonRequest {
  readonly method?: 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: URLSearchParams
  /** Aborted when the host stops. */
  readonly signal: AbortSignal
}

/**
 * Asks an authorization server for a JSON object, within limits of time and size. Redirects are not followed: an answer
 * about credentials comes from the address that was asked. Rejects with `Unavailable` for anything but such an answer.
 */
export async function fetchJson(url: string, request: JsonRequest): Promise<JsonObject> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)])
  const { method = 'GET', headers = {}, body } = request
  try {
    const response = await fetch(url, {
      method,
      redirect: 'error',
      headers: { accept: 'application/json', ...headers },
      ...(body === undefined ? {} : { body }),
      signal,
    })
    if (response.status !== 200) {
      await response.body?.cancel()
      throw new Unavailable(`${url} answered ${response.status}`)
    }
    return parseObject(await readText(response, url), url)
  } catch (error) {
    throw error instanceof Unavailable ? error : new Unavailable(`${url} cannot be read (${reasonOf(error)})`)
  }
}

async function readText(response: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    // Leaving the loop cancels the rest.
    if (size > MOST_BYTES) throw new Unavailable(`${url} answered with more than ${MOST_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseObject(text: string, url: string): JsonObject {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Unavailable(`${url} answered with no JSON object`)
  return value as JsonObject
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason'
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} seconds`
  const { cause } = error
  return cause instanceof Error ? String('code' in cause ? cause.code : cause.message) : error.message
}
