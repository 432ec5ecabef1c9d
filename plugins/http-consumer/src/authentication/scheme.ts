import { type CompileContext, type InputLocation, isObject, type JsonObject, pointerTo } from '@naftiko/plugin-api'
import { isHeaderText } from '../header.ts'
import type { RequestDraft } from '../request.ts'
import type { Running } from '../scope.ts'

/** Puts the credential of a running host into a request, whatever it takes: one that must be fetched first is awaited. */
export type Authenticate = (draft: RequestDraft) => void | Promise<void>

/** A place in requests that belongs to the credential. */
export interface Taken {
  readonly in: InputLocation
  readonly name: string
}

/** A credential, as far as the document knows it. */
export interface Credential {
  /** No input is sent in these places, whether the credential has a value or not. */
  readonly takes: readonly Taken[]
  /** The credential of a running host; nothing when a variable that it needs has no value. */
  bind(running: Running): Authenticate | undefined
}

/** One way to identify to an API. Throws an `Incomplete` when a setting is missing that it cannot do without. */
export type Scheme = (settings: Settings) => Credential

/** What a scheme throws when its settings are not enough to make a credential of. */
export class Incomplete extends Error {}

/** A setting whose value is known once the host runs; `undefined` when a variable in it has no value. */
export type Setting = (running: Running) => string | undefined

/** The settings of `authentication`, as templates that see variables only. */
export interface Settings {
  /** The first of these keys that is there. */
  text(...keys: readonly string[]): Setting | undefined
  /** A constant setting of the document. */
  word(...keys: readonly string[]): string | undefined
  /** The members of a setting that is a map. */
  map(key: string): readonly (readonly [string, Setting])[]
}

export function settingsOf(authentication: JsonObject, context: CompileContext): Settings {
  const member = (keys: readonly string[]): readonly [string, string] | undefined => {
    const key = keys.find((name) => Object.hasOwn(authentication, name) && isScalar(authentication[name]))
    return key === undefined ? undefined : [key, String(authentication[key])]
  }
  const compile = (text: string, at: string): Setting => {
    const template = context.template(text, at)
    // Secrets read from files and shells often end in a line break.
    return ({ variables }) => template.render({ input: {}, variables })?.trim()
  }
  return {
    text: (...keys) => {
      const found = member(keys)
      return found === undefined ? undefined : compile(found[1], pointerTo('/authentication', found[0]))
    },
    word: (...keys) => member(keys)?.[1],
    map: (key) => {
      const value = authentication[key]
      if (!isObject(value)) return []
      return Object.entries(value).map(([name, text]) => [name, compile(String(text), pointerTo('/authentication', key, name))] as const)
    },
  }
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number'
}

/** A credential that a header can carry; anything else counts as none, and the API says that it is missing. */
export function headerValue(setting: Setting, running: Running): string | undefined {
  const value = setting(running)
  return value === undefined || value === '' || !isHeaderText(value) ? undefined : value
}

/** Puts one header. */
export function putHeader(name: string, value: string): Authenticate {
  const key = name.toLowerCase()
  return ({ headers }) => {
    headers[key] = value
  }
}

export const anonymous: Authenticate = () => {}
