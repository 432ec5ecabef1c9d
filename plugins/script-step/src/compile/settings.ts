import { isList, isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import type { ScriptStepOptions } from '../options.ts'
import type { SandboxLimits } from '../sandbox/protocol.ts'

/** What holds for the scripts of one document. */
export interface ScriptSettings {
  /** `undefined`: nobody says, so the environment decides when a script runs. */
  readonly enabled?: boolean
  readonly defaultLanguage?: string
  readonly defaultLocation?: string
  /** Languages that both the document and the options allow; absent where neither restricts them. */
  readonly allowedLanguages?: readonly string[]
  /** Milliseconds. */
  readonly timeout: number
  readonly inputBytes: number
  readonly limits: SandboxLimits
}

type DefaultLimit = 'timeout' | 'statementLimit' | 'memoryBytes' | 'stackBytes' | 'inputBytes' | 'outputBytes' | 'consoleCharacters'

/** What holds where neither a document nor the options say anything. */
export const DEFAULTS: Readonly<Record<DefaultLimit, number>> = {
  timeout: 60_000,
  statementLimit: 100_000,
  memoryBytes: 64 * 1024 * 1024,
  stackBytes: 256 * 1024,
  inputBytes: 16 * 1024 * 1024,
  outputBytes: 16 * 1024 * 1024,
  consoleCharacters: 65_536,
}

/** The longest time that a timer takes. */
const LONGEST = 2 ** 31 - 1

/** The settings of a document (`management.scripting`), and the options where it is silent. */
export function settingsOf(management: JsonObject | undefined, options: ScriptStepOptions): ScriptSettings {
  const scripting = management?.['scripting']
  const said = isObject(scripting) ? scripting : {}
  const enabled = options.enabled ?? (typeof said['enabled'] === 'boolean' ? said['enabled'] : undefined)
  const defaultLanguage = textOf(said['defaultLanguage']) ?? options.defaultLanguage
  const defaultLocation = textOf(said['defaultLocation']) ?? options.defaultLocation
  const allowedLanguages = allowed(said['allowedLanguages'], options.allowedLanguages)
  return {
    ...(enabled === undefined ? {} : { enabled }),
    ...(defaultLanguage === undefined ? {} : { defaultLanguage }),
    ...(defaultLocation === undefined ? {} : { defaultLocation }),
    ...(allowedLanguages === undefined ? {} : { allowedLanguages }),
    timeout: Math.min(countOf(said['timeout']) ?? options.timeout ?? DEFAULTS.timeout, LONGEST),
    inputBytes: options.inputBytes ?? DEFAULTS.inputBytes,
    limits: {
      statements: countOf(said['statementLimit']) ?? options.statementLimit ?? DEFAULTS.statementLimit,
      memoryBytes: options.memoryBytes ?? DEFAULTS.memoryBytes,
      stackBytes: options.stackBytes ?? DEFAULTS.stackBytes,
      outputBytes: options.outputBytes ?? DEFAULTS.outputBytes,
      consoleCharacters: options.consoleCharacters ?? DEFAULTS.consoleCharacters,
    },
  }
}

/** An empty list in a document restricts nothing. */
function allowed(said: JsonValue | undefined, given: readonly string[] | undefined): readonly string[] | undefined {
  const listed = isList(said) && said.length > 0 ? said.map((language) => String(language)) : undefined
  return listed === undefined || given === undefined ? (listed ?? given) : listed.filter((language) => given.includes(language))
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function countOf(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined
}
