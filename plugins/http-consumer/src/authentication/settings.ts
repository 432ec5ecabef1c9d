import { type CompileContext, isList, isObject, type JsonObject, type JsonValue, pointerTo } from '@naftiko/plugin-api'
import type { Running } from '../scope.ts'

/** A setting whose value is known once the host runs; `undefined` when a variable in it has no value. */
export type Setting = (running: Running) => string | undefined

/** A name, and the value that belongs to it. */
export type NamedSetting = readonly [name: string, value: Setting]

/** One word of a setting that has several. */
export interface Word {
  readonly written: string
  readonly value: Setting
}

/** The settings of `authentication`, as templates that see variables only. */
export interface Settings {
  /** The first of these keys that is there. */
  text(...keys: readonly string[]): Setting | undefined
  /** A constant setting of the document. */
  word(...keys: readonly string[]): string | undefined
  /** Words: a text, a list, or the keys of a map. */
  words(...keys: readonly string[]): readonly Word[] | undefined
  /** The members of a setting that is a map, or a list of `{name, value}`. */
  pairs(key: string): readonly NamedSetting[]
  /** A variable that is meant although no setting names it. */
  variable(name: string): Setting
}

export function settingsOf(authentication: JsonObject, context: CompileContext): Settings {
  const find = (keys: readonly string[], fits: (value: JsonValue | undefined) => boolean): string | undefined =>
    keys.find((name) => Object.hasOwn(authentication, name) && fits(authentication[name]))
  const compile = (text: string, ...place: readonly (string | number)[]): Setting => {
    const template = context.template(text, pointerTo('/authentication', ...place))
    // Secrets read from files and shells often end in a line break.
    return ({ variables }) => template.render({ input: {}, variables })?.trim()
  }
  return {
    text: (...keys) => {
      const key = find(keys, isScalar)
      return key === undefined ? undefined : compile(String(authentication[key]), key)
    },
    word: (...keys) => {
      const key = find(keys, isScalar)
      return key === undefined ? undefined : String(authentication[key])
    },
    words: (...keys) => {
      const key = find(keys, (value) => isScalar(value) || isObject(value) || isList(value))
      return key === undefined ? undefined : wordsOf(authentication[key]!).map((written) => ({ written, value: compile(written, key) }))
    },
    pairs: (key) => pairsOf(authentication[key]).map(([name, value, ...place]) => [name, compile(String(value), key, ...place)] as const),
    variable: (name) => compile(`{{env.${name}}}`),
  }
}

function isScalar(value: JsonValue | undefined): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function wordsOf(value: JsonValue): readonly string[] {
  if (isObject(value)) return Object.keys(value)
  return isList(value) ? value.map(String) : [String(value)]
}

/** Each with its place below the setting. */
function pairsOf(value: JsonValue | undefined): readonly (readonly [string, JsonValue, ...(string | number)[]])[] {
  if (isObject(value)) return Object.entries(value).map(([name, text]) => [name, text, name] as const)
  if (!isList(value)) return []
  return value.flatMap((item, index) => {
    const name = isObject(item) ? (item['name'] ?? item['key']) : undefined
    return isObject(item) && isScalar(name) && isScalar(item['value']) ? [[String(name), item['value']!, index, 'value'] as const] : []
  })
}
