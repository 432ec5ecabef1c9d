import { isList, isObject, type JsonValue } from '@naftiko/plugin-api'
import type { UpstreamRequest } from '@naftiko/testing'

/** What no request may carry, because it is a part of the document that was not understood, or a value that was none. */
const LEAKS: readonly RegExp[] = [
  /\{\{.{0,40}/,
  /(?<![\w$.-])(?:rest|tools)\.[A-Za-z_$][\w.$-]*/,
  /(?<![\w-])undefined(?![\w-])/,
  /\[object Object\]/,
]
/** No address has a brace that is not encoded, and no header of ours has one. */
const BRACE = /[{}].{0,40}/
/** Elsewhere values may be JSON, and only what looks like a placeholder is one. */
const PLACEHOLDER = /\{\+?[\w.$-]+\+?\}/

/**
 * What a request carries that it should not. A text that the document itself says literally, outside of placeholders and
 * references, is meant.
 */
export function leaksOf(request: UpstreamRequest, literals: readonly string[]): readonly string[] {
  const headers = request.rawHeaders.map(([name, value]) => `header ${name}: ${value}`)
  const raw = [`URL ${request.url}`, ...headers]
  const texts = [`URL ${decoded(request.url)}`, ...bodyTexts(request).map((text) => `body ${text}`)]
  const found = [
    ...raw.flatMap((text) => matches(text, [...LEAKS, BRACE], literals)),
    ...texts.flatMap((text) => matches(text, [...LEAKS, PLACEHOLDER], literals)),
  ]
  return [...new Set(found)]
}

function matches(text: string, patterns: readonly RegExp[], literals: readonly string[]): readonly string[] {
  return patterns.flatMap((pattern) => {
    const [leak] = pattern.exec(text) ?? []
    return leak === undefined || literals.some((literal) => literal.includes(leak)) ? [] : [`"${leak}" in the ${text.slice(0, 200)}`]
  })
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}

/** The texts of a JSON body, keys included; any other body is one text. */
function bodyTexts(request: UpstreamRequest): readonly string[] {
  const text = request.text()
  try {
    return textsOf(JSON.parse(text) as JsonValue)
  } catch {
    return [text, decoded(text)]
  }
}

/** Every text in a value, keys of objects included. */
export function textsOf(value: JsonValue | undefined): readonly string[] {
  if (typeof value === 'string') return [value]
  if (isList(value)) return value.flatMap(textsOf)
  return isObject(value) ? Object.entries(value).flatMap(([key, member]) => [key, ...textsOf(member)]) : []
}

/** The texts of a consumed API that can go out as they are: without its placeholders. */
export function literalsOf(consumed: JsonValue | undefined): readonly string[] {
  return textsOf(consumed).map((text) => text.replaceAll(/\{\{[^{}]*\}\}/g, '\0').replaceAll(/\{[^{}]*\}/g, '\0'))
}
