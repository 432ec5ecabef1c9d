import type { CompileContext, JsonObject } from '@naftiko/plugin-api'

/** Settings of an API key in the words of other formats, and what each is properly. */
const KEY_WORDS: Readonly<Record<string, string>> = {
  name: 'key',
  header: 'key',
  query: 'key',
  cookie: 'key',
  in: 'placement',
  token: 'value',
}

/** Says how an authentication is written properly that is understood in another spelling. */
export function reportSpelling(authentication: JsonObject, type: string, context: CompileContext): void {
  const hint = type === 'bearer' ? bearerHint(authentication) : isKey(type) ? keyHint(authentication, type) : undefined
  if (hint === undefined) return
  const [message, proper] = hint
  context.report({ severity: 'warning', code: 'NAFTIKO_AUTHENTICATION_FORM', message, hint: proper, at: '/authentication', key: true })
}

function isKey(type: string): boolean {
  return type === 'apikey' || type === 'header' || type === 'query'
}

function bearerHint(authentication: JsonObject): readonly [string, string] | undefined {
  const isSpelt = authentication['token'] === undefined && authentication['value'] !== undefined
  return isSpelt ? ['"value" was read as "token"', 'write "token"'] : undefined
}

function keyHint(authentication: JsonObject, type: string): readonly [string, string] | undefined {
  if (authentication['headers'] !== undefined || authentication['parameters'] !== undefined)
    return [
      'each of these names was read as a key',
      'the specification knows one "key" with a "value"; others can be inputs with a "value"',
    ]
  const spelt = Object.keys(KEY_WORDS).filter((word) => authentication[word] !== undefined)
  const isKeyItself = spelt.some((word) => KEY_WORDS[word] === 'key') && authentication['key'] !== undefined
  const read = [
    ...(type === 'apikey' ? [] : [`type "${type}" as "apikey"`]),
    ...(isKeyItself ? ['"key" as "value"'] : []),
    ...spelt.map((word) => `"${word}" as "${KEY_WORDS[word]!}"`),
  ]
  if (read.length === 0) return undefined
  return [`this was read in another spelling: ${read.join(', ')}`, 'write "type: apikey" with "key", "value" and "placement"']
}
