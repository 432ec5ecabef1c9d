import type { CompileContext } from '@naftiko/plugin-api'
import type { McpConsumesEntry } from '../entry/entry.ts'
import type { Authentication } from './authentication.ts'
import { type Place, type Target, unusable } from './place.ts'

/** Compiles `baseUri`. It sees variables only: no caller has a say in where arguments and credentials go. */
export function compileAddress(
  { namespace, baseUri, command }: McpConsumesEntry,
  headers: Authentication,
  context: CompileContext,
): Target {
  const template = context.template((baseUri ?? '').trim(), '/baseUri')
  if (command === undefined && template.references.length === 0 && httpUrl(template.text) === undefined)
    reportUnusable(baseUri, namespace, context)
  return (variables, override) => {
    const text = override ?? template.render({ input: {}, variables })
    if (text === undefined) {
      const names = template.references.map(({ name }) => name).join(', ')
      return withHint(namespace, `its address needs ${names}, which has no value`)
    }
    const url = httpUrl(text)
    if (url === undefined)
      return withHint(namespace, text === '' ? 'it has neither an address nor a command' : 'its address is no HTTP address')
    if (url.username !== '' || url.password !== '')
      return withHint(namespace, 'its address has a credential in it, which belongs under "authentication"')
    const credential = headers(variables)
    if ('unusable' in credential) return credential
    for (const [name, value] of credential.query) url.searchParams.set(name, value)
    return { kind: 'http', url, headers: credential.headers, name: url.host }
  }
}

function withHint(namespace: string, reason: string): Place {
  return unusable(namespace, `${reason}; set baseUri or pass --base-uri ${namespace}=<url>`)
}

function httpUrl(text: string): URL | undefined {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined
  return url !== undefined && /^https?:$/.test(url.protocol) ? url : undefined
}

function reportUnusable(baseUri: string | undefined, namespace: string, context: CompileContext): void {
  context.report({
    severity: 'warning',
    code: 'NAFTIKO_BASE_URI_UNUSABLE',
    message:
      baseUri === undefined
        ? `"${namespace}" has neither "baseUri" nor "command", so it cannot be called`
        : `"${baseUri}" is no HTTP address`,
    hint: 'set baseUri to the address of the server, such as https://mcp.example.com/mcp, or command to the program that is one',
    ...(baseUri === undefined ? {} : { at: '/baseUri' }),
  })
}
