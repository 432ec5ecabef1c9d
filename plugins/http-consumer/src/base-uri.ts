import { type CompileContext, InvocationError, type JsonValue, pointerTo } from '@naftiko/plugin-api'
import type { HttpConsumesEntry } from './entry.ts'
import { textOf } from './json.ts'
import { compilePath, type PathTemplate, placeholdersOf, reportForms } from './path.ts'
import type { Running } from './scope.ts'

/** The address of an API: a host that only variables and constants may fill, and a base path. */
export interface BaseUri {
  /** Placeholders in the base path, which arguments may fill. */
  readonly path: PathTemplate
  /** Settles the address when a host starts. An `override` replaces all of it. */
  resolve(running: Running, override: string | undefined): ResolvedBase
}

/** The address in a running host, or why there is none. */
export type ResolvedBase =
  | {
      readonly origin: string
      /** What the host part brought of the path: all of it when the address was overridden. */
      readonly prefix: string
      readonly overridden: boolean
    }
  | { readonly unusable: InvocationError }

/** The host ends at the first slash after the scheme, so that nothing which arguments fill can become a part of it. */
const ADDRESS = /^((?:[a-z][a-z\d+.-]*:\/\/)?[^/?#]*)(.*)$/is
const PLACEHOLDER = /\$?(?:\{\{\{?\s*[^{}]+?\s*\}?\}\}|\{[^{}]+?\})/g

type Piece = (running: Running) => string | undefined

export function compileBaseUri(entry: HttpConsumesEntry, context: CompileContext): BaseUri {
  const written = (entry.baseUri ?? '').trim()
  const [, host, rest] = ADDRESS.exec(written)!
  const pieces = hostPieces(host!, entry, context)
  if (placeholdersOf(host!).length === 0) reportUnusable(host!, entry, context)
  reportForms(host!, '/baseUri', context)
  const names = (entry.inputParameters ?? []).map(({ name }) => String(name))
  return {
    path: compilePath(trimSlash(rest!), '/baseUri', context, names),
    resolve: (running, override) =>
      override === undefined ? fromDocument(host!, pieces, running, entry.namespace) : fromText(override, entry.namespace, true),
  }
}

function hostPieces(host: string, entry: HttpConsumesEntry, context: CompileContext): readonly Piece[] {
  const names = placeholdersOf(host)
  return host.split(PLACEHOLDER).flatMap((text, index) => {
    const literal: Piece = () => text
    return index < names.length ? [literal, hostPiece(names[index]!, entry, context)] : [literal]
  })
}

/** A constant input of this name, else the variable, else the default of the input. */
function hostPiece(name: string, entry: HttpConsumesEntry, context: CompileContext): Piece {
  const index = (entry.inputParameters ?? []).findIndex((input) => input.name === name)
  const input = entry.inputParameters?.[index]
  if (input?.value !== undefined) return constantPiece(input.value, pointerTo('/inputParameters', index, 'value'), context)
  if (input !== undefined && input.in !== 'environment' && input.default === undefined) reportCallersHost(name, context)
  const template = context.template(`{{${name}}}`, '/baseUri')
  const fallback = input?.default === undefined ? undefined : textOf(input.default)
  return ({ variables }) => template.render({ input: {}, variables }) || fallback
}

function constantPiece(value: JsonValue, at: string, context: CompileContext): Piece {
  if (typeof value !== 'string') return () => textOf(value)
  const template = context.template(value, at)
  return ({ variables }) => template.render({ input: {}, variables })
}

function fromDocument(written: string, pieces: readonly Piece[], running: Running, namespace: string): ResolvedBase {
  const texts = pieces.map((piece) => piece(running))
  if (!texts.includes(undefined)) return fromText(texts.join(''), namespace, false)
  return unusable(namespace, `its address needs ${placeholdersOf(written).join(', ')}, which has no value`)
}

function fromText(text: string, namespace: string, overridden: boolean): ResolvedBase {
  const url = httpUrl(text)
  if (url === undefined) return unusable(namespace, text === '' ? 'it has no address' : 'its address is no HTTP address')
  if (url.username !== '' || url.password !== '')
    return unusable(namespace, 'its address has a credential in it, which belongs under "authentication"')
  return { origin: url.origin, prefix: trimSlash(url.pathname), overridden }
}

function httpUrl(text: string): URL | undefined {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined
  return url !== undefined && /^https?:$/.test(url.protocol) ? url : undefined
}

function unusable(namespace: string, reason: string): ResolvedBase {
  const message = `"${namespace}" cannot be called: ${reason}; set baseUri or pass --base-uri ${namespace}=<url>`
  return { unusable: new InvocationError('engine', 500, 'NAFTIKO_BASE_URI_UNUSABLE', message) }
}

function reportUnusable(host: string, { namespace, baseUri }: HttpConsumesEntry, context: CompileContext): void {
  if (httpUrl(host) !== undefined) return
  const message = host === '' ? `"${namespace}" has no baseUri, so its calls cannot be sent` : `"${host}" is no HTTP address`
  const hint = `set baseUri to an address such as https://api.example.com, or pass --base-uri ${namespace}=<url>`
  context.report({
    severity: 'warning',
    code: 'NAFTIKO_BASE_URI_UNUSABLE',
    message,
    hint,
    ...(baseUri === undefined ? {} : { at: '/baseUri' }),
  })
}

function reportCallersHost(name: string, context: CompileContext): void {
  context.report({
    severity: 'warning',
    code: 'NAFTIKO_BASE_URI_HOST',
    message: `the host of "baseUri" does not take the input "${name}": a caller could send the credential anywhere`,
    hint: `give "${name}" a value, or bind a variable of that name`,
    at: '/baseUri',
  })
}

function trimSlash(path: string): string {
  return path.replace(/\/+(?=$|[?#])/, '')
}
