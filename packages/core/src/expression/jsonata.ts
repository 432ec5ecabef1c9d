import { createRequire } from 'node:module'
import { type JsonValue, MappingError } from '@naftiko/plugin-api'
import type { Limits } from '../public.ts'

export type ExpressionLimits = Pick<Limits, 'expressionMs' | 'expressionDepth'>

/** Items that one intermediate sequence may hold: `[1..1e9]` must not fill the memory. */
const LONGEST_SEQUENCE = 1_000_000

/** A compiled JSONata expression, or where its text cannot be read. */
export type CompiledJsonata =
  | { readonly evaluate: (value: JsonValue, bindings?: Readonly<Record<string, JsonValue>>) => Promise<JsonValue> }
  | { readonly message: string; readonly offset: number }

const require = createRequire(import.meta.url)

/** Compiles once, within limits. JSONata is loaded by the first document that uses it. */
export function compileJsonata(text: string, limits: ExpressionLimits): CompiledJsonata {
  const jsonata = require('jsonata') as typeof import('jsonata')
  try {
    const expression = jsonata(text, { timeout: limits.expressionMs, stack: limits.expressionDepth, sequence: LONGEST_SEQUENCE })
    return {
      evaluate: async (value, bindings) => {
        try {
          return toJson((await expression.evaluate(value, bindings as Record<string, unknown> | undefined)) as unknown)
        } catch (error) {
          throw MappingError.is(error) ? error : failed(text, error)
        }
      },
    }
  } catch (error) {
    const { message, position } = error as { message?: string; position?: number }
    return { message: message ?? 'the text is no JSONata expression', offset: Math.max(0, (position ?? 1) - 1) }
  }
}

/** JSONata throws plain objects; their message may quote data, so only the code and a sentence of ours go on. */
function failed(text: string, error: unknown): MappingError {
  const { code } = error as { code?: unknown }
  const reason = typeof code === 'string' ? (REASONS[code] ?? `JSONata error ${code}`) : 'it failed'
  return new MappingError(`the expression ${JSON.stringify(text)} could not be evaluated: ${reason}`)
}

const REASONS: Readonly<Record<string, string>> = {
  D1012: 'it took too long',
  U1001: 'it is nested too deeply',
  D1011: 'it is nested too deeply',
  D3137: 'it raised an error itself',
  D3141: 'an assertion in it does not hold',
  D2014: 'it makes a list that is too long',
  D2015: 'it makes a list that is too long',
  T2001: 'the left side of an arithmetic operator is not a number',
  T2002: 'the right side of an arithmetic operator is not a number',
  T1006: 'it calls something that is not a function',
  T0410: 'a function got an argument of the wrong type',
  T0411: 'a function got too many arguments',
}

/** Plain JSON: nothing becomes `null`, sequences lose their hidden marks, and functions are refused. */
function toJson(value: unknown): JsonValue {
  if (value === undefined || value === null) return null
  if (typeof value === 'function') throw new MappingError('an expression must give data, and this one gives a function')
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'object') return value as JsonValue
  if (Array.isArray(value)) return value.map(toJson)
  if ('_jsonata_lambda' in value || '_jsonata_function' in value)
    throw new MappingError('an expression must give data, and this one gives a function')
  const result = Object.create(null) as Record<string, JsonValue>
  for (const [key, member] of Object.entries(value)) if (member !== undefined) result[key] = toJson(member)
  return result
}
