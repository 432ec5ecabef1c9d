import { readFile } from 'node:fs/promises'
import { text as readText } from 'node:stream/consumers'
import type { JsonObject, JsonValue } from '@naftiko/plugin-api'
import { type Io, pathFrom } from '../io.ts'
import { UsageError } from '../usage-error.ts'

/** The arguments of the operation: those of `--input`, and above them `name=value`. */
export async function readInput(io: Io, pairs: readonly string[], input: string | undefined): Promise<JsonObject> {
  const named = readPairs(pairs)
  return input === undefined ? named : { ...(await readInputOption(io, input)), ...named }
}

/** `name=value`, each name once. */
export function readPairs(pairs: readonly string[]): JsonObject {
  const seen = new Map<string, JsonValue>()
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    if (at < 1) throw new UsageError(`arguments have the form name=value, not "${pair}"`)
    const name = pair.slice(0, at)
    if (seen.has(name)) throw new UsageError(`the argument "${name}" is given twice; give several values as a list: ${name}='["a","b"]'`)
    seen.set(name, readValue(pair.slice(at + 1)))
  }
  return Object.fromEntries(seen)
}

/** JSON where the text is JSON, otherwise the text: so are numbers that would not survive, such as `007` and long ids. */
export function readValue(text: string): JsonValue {
  try {
    const value = JSON.parse(text) as JsonValue
    return typeof value === 'number' && String(value) !== text ? text : value
  } catch {
    return text
  }
}

async function readInputOption(io: Io, input: string): Promise<JsonObject> {
  const json = await textOf(io, input)
  try {
    const value = JSON.parse(json) as JsonValue
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  } catch (error) {
    throw new UsageError(`--input is not JSON: ${(error as Error).message}`)
  }
  throw new UsageError('--input must be a JSON object: the arguments by their names')
}

async function textOf(io: Io, input: string): Promise<string> {
  if (input === '-') return readText(io.stdin)
  if (!input.startsWith('@')) return input
  const file = input.slice(1)
  try {
    return await readFile(pathFrom(io, file), 'utf8')
  } catch (error) {
    throw new UsageError(`--input cannot read ${file} (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'})`)
  }
}
