import { isHeaderName, isHeaderText, type CompileContext, pointerTo, type Template } from '@naftiko/plugin-api'
import type { McpConsumesEntry } from '../entry/entry.ts'
import { type Authentication, compileAuthentication } from './authentication.ts'

/** The protocol has these for itself. */
const OWN =
  /^(?:accept|content-.*|mcp-.*|last-event-id|host|connection|transfer-encoding|keep-alive|te|trailer|upgrade|expect|cookie|proxy-.*)$/i

/** Compiles `authentication`, and inputs `in: header`. One connection serves all callers, so both see variables only. */
export function compileHeaders(entry: McpConsumesEntry, context: CompileContext): Authentication {
  const authentication = compileAuthentication(entry, context)
  const constants = headerInputs(entry, context)
  return (variables) => {
    const credential = authentication(variables)
    if ('unusable' in credential) return credential
    const headers: Record<string, string> = {}
    for (const [name, template] of constants) {
      const value = template.render({ input: {}, variables })
      if (value !== undefined && value !== '' && isHeaderText(value)) headers[name] = value
    }
    return { headers: { ...headers, ...credential.headers }, query: credential.query }
  }
}

function headerInputs(entry: McpConsumesEntry, context: CompileContext): readonly (readonly [string, Template])[] {
  return (entry.inputParameters ?? []).flatMap((input, index) => {
    if (input.in !== 'header') return []
    const at = pointerTo('/inputParameters', index)
    const name = String(input.name)
    const value = input.value ?? input.default
    if (value !== undefined && isHeaderName(name) && !OWN.test(name))
      return [
        [name.toLowerCase(), context.template(String(value), pointerTo(at, input.value === undefined ? 'default' : 'value'))] as const,
      ]
    const message =
      value === undefined
        ? `the header "${name}" has no value, and callers cannot give one: they share a connection`
        : `the header "${name}" belongs to the connection, or is none, so it is not sent`
    context.report({ severity: 'warning', code: 'NAFTIKO_HEADER_IGNORED', message, hint: 'give it a "value", or remove it', at })
    return []
  })
}
