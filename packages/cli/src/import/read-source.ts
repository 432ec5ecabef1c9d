import { readFile, stat } from 'node:fs/promises'
import { NaftikoError } from '@naftiko/plugin-api'
import { type Io, pathFrom } from '../io.ts'

/** A text to import, and where relative references in it start. */
export interface SourceText {
  readonly text: string
  readonly source?: string
}

const MOST_BYTES = 64 * 1024 * 1024
const PATIENCE_MS = 30_000

/** Reads a file, an address, or with `-` the standard input. */
export async function readSource(io: Io, operand: string): Promise<SourceText> {
  if (operand === '-') return { text: await readAll(io.stdin as AsyncIterable<Uint8Array>, 'the standard input') }
  if (/^https?:\/\//i.test(operand)) return fetchText(operand)
  const file = pathFrom(io, operand)
  try {
    if ((await stat(file)).size > MOST_BYTES) throw tooLarge(operand)
    return { text: await readFile(file, 'utf8'), source: file }
  } catch (error) {
    if (NaftikoError.is(error)) throw error
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message
    throw unreadable(operand, reason, error)
  }
}

async function fetchText(address: string): Promise<SourceText> {
  let response: Response
  try {
    response = await fetch(address, {
      headers: { accept: 'application/json, application/yaml, text/yaml, */*;q=0.5' },
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
  } catch (error) {
    const cause = (error as Error).cause as NodeJS.ErrnoException | undefined
    throw unreadable(
      address,
      (error as Error).name === 'TimeoutError' ? 'it took too long' : (cause?.code ?? (error as Error).message),
      error,
    )
  }
  if (!response.ok) throw unreadable(address, `it answered ${response.status}`)
  // After redirects, relative references start at the last address.
  return { text: response.body === null ? '' : await readAll(response.body, address), source: response.url }
}

async function readAll(chunks: AsyncIterable<Uint8Array>, name: string): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    if (size > MOST_BYTES) throw tooLarge(name)
    parts.push(Buffer.from(chunk))
  }
  return Buffer.concat(parts).toString('utf8')
}

function unreadable(name: string, reason: string, cause?: unknown): NaftikoError {
  return new NaftikoError('NAFTIKO_FILE_UNREADABLE', `cannot read ${name}: ${reason}`, { cause })
}

function tooLarge(name: string): NaftikoError {
  return new NaftikoError('NAFTIKO_FILE_TOO_LARGE', `${name} is larger than ${MOST_BYTES / 1024 / 1024} MiB`)
}
