import { type CompileContext, isObject } from '@naftiko/plugin-api'
import type { HttpConsumesEntry } from '../entry.ts'
import { settingsOf } from './settings.ts'

/**
 * The entry with its API key in its paths: `…/bot{token}` with the key `token` becomes `…/bot{{env.TOKEN}}`. From then on it
 * is a part of the address, with the encoding and the errors of every variable there. Other entries stay as they are,
 * and so does one whose paths have no place for the key: then the scheme reports it.
 */
export function withPathKey(entry: HttpConsumesEntry, context: CompileContext): HttpConsumesEntry {
  const settings = isObject(entry.authentication) ? settingsOf(entry.authentication, context) : undefined
  if (settings?.word('placement', 'in')?.toLowerCase() !== 'path') return entry
  const name = settings.word('name', 'key')
  const value = settings.word('value', 'token')
  if (name === undefined || value === undefined) return entry
  const replacement = onlyVariables(value, context)
  const fill = (path: string): string =>
    path.replaceAll(/\{\{\s*([^{}]+?)\s*\}\}|\{([^{}]+?)\}/g, (written, double?: string, single?: string) =>
      (double ?? single) === name ? replacement : written,
    )
  const filled = withPaths(entry, fill)
  if (JSON.stringify(filled) === JSON.stringify(entry)) return entry
  return { ...filled, authentication: { type: 'none' } }
}

/** In a path a name in lower case would mean an argument, and a credential never comes from a caller. */
function onlyVariables(value: string, context: CompileContext): string {
  let text = value
  for (const { text: written, name } of context.template(value, '/authentication/value').references)
    text = text.replaceAll(new RegExp(`\\{\\{\\s*${escaped(written)}\\s*\\}\\}`, 'g'), () => `{{env.${name}}}`)
  return text
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
}

function withPaths(entry: HttpConsumesEntry, fill: (path: string) => string): HttpConsumesEntry {
  const filled = <T extends { readonly path?: string }>(one: T): T => (one.path === undefined ? one : { ...one, path: fill(one.path) })
  const resources = entry.resources?.map((resource) => ({
    ...filled(resource),
    ...(resource.operations === undefined ? {} : { operations: resource.operations.map(filled) }),
  }))
  return {
    ...entry,
    ...(entry.baseUri === undefined ? {} : { baseUri: fill(entry.baseUri) }),
    ...(resources === undefined ? {} : { resources }),
  }
}
