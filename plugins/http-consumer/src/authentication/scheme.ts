import type { CompileContext, JsonObject, Template } from '@naftiko/plugin-api'
import type { RequestDraft } from '../request.ts'
import type { Running } from '../scope.ts'

/** Puts the credential of a running host into a request. Whatever an input has put there before is replaced. */
export type Authenticate = (draft: RequestDraft) => void | Promise<void>

/** One way to identify to an API: reads its settings at compile, and gives the function for a running host. */
export type Scheme = (settings: Settings) => (running: Running) => Authenticate

/** The settings of `authentication`, as templates that see variables only. */
export interface Settings {
  /** The value of the first of these keys that is there; `undefined` when it is absent, or needs a variable without value. */
  text(...keys: readonly string[]): (running: Running) => string | undefined
  /** A constant setting of the document. */
  word(...keys: readonly string[]): string | undefined
  /** The members of a setting that is a map. */
  map(key: string): readonly (readonly [string, (running: Running) => string | undefined])[]
}

export function settingsOf(authentication: JsonObject, context: CompileContext): Settings {
  const member = (keys: readonly string[]): readonly [string, string] | undefined => {
    const key = keys.find((name) => Object.hasOwn(authentication, name) && isScalar(authentication[name]))
    return key === undefined ? undefined : [key, String(authentication[key])]
  }
  const compile = (text: string, at: string): ((running: Running) => string | undefined) => {
    const template: Template = context.template(text, at)
    return ({ variables }) => template.render({ input: {}, variables })
  }
  return {
    text: (...keys) => {
      const found = member(keys)
      return found === undefined ? () => undefined : compile(found[1], `/authentication/${found[0]}`)
    },
    word: (...keys) => member(keys)?.[1],
    map: (key) => {
      const value = authentication[key]
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
      return Object.entries(value as JsonObject).map(([name, text]) => [name, compile(String(text), `/authentication/${key}/${name}`)] as const)
    },
  }
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number'
}

export const anonymous: Authenticate = () => {}
