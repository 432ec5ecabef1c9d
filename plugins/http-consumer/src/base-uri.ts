import { type CompileContext, InvocationError, type Template } from '@naftiko/plugin-api'
import { compilePath, type PathTemplate } from './path.ts'
import type { Running } from './scope.ts'

/** The address of an API: a host that only variables may fill, and a base path. */
export interface BaseUri {
  /** Placeholders in the base path, which arguments may fill. */
  readonly path: PathTemplate
  /** Settles the address when a host starts. */
  resolve(running: Running, override: string | undefined): ResolvedBase
}

/** The address in a running host, or why there is none. */
export type ResolvedBase = { readonly origin: string; readonly path?: string } | { readonly unusable: InvocationError }

/** Splits before the first slash of the path, so that nothing which arguments fill can become a part of the host. */
const ADDRESS = /^([a-z][a-z\d+.-]*:\/\/[^/?#]*)(.*)$/i

export function compileBaseUri(text: string | undefined, namespace: string, context: CompileContext): BaseUri {
  const written = (text ?? '').trim()
  const match = ADDRESS.exec(written)
  const whole = match === null ? context.template(written, '/baseUri', { singleBraces: true }) : undefined
  const origin = match === null ? undefined : context.template(match[1]!, '/baseUri', { singleBraces: true })
  const path = compilePath(trimSlash(match?.[2] ?? ''), '/baseUri', context, [])
  if (written === '' || (match !== null && !/^https?:/i.test(match[1]!))) {
    const message = written === '' ? `"${namespace}" has no baseUri, so its calls cannot be sent` : `"${written}" is no HTTP address`
    context.report({ severity: 'warning', code: 'NAFTIKO_BASE_URI_UNUSABLE', message, hint: `set baseUri, or pass --base-uri ${namespace}=<url>`, at: '/baseUri' })
  }
  return { path, resolve: (running, override) => (override === undefined ? fromDocument(origin ?? whole!, match !== null, running, namespace) : fromText(override, namespace)) }
}

function fromDocument(template: Template, hasPath: boolean, { variables }: Running, namespace: string): ResolvedBase {
  const rendered = template.render({ input: {}, variables })
  if (rendered === undefined) {
    const names = template.references.map((reference) => reference.name).join(', ')
    return unusable(namespace, `its address needs ${names}, which has no value`)
  }
  if (!hasPath) return fromText(rendered, namespace)
  return isHttp(rendered) ? { origin: rendered } : unusable(namespace, rendered === '' ? 'it has no address' : `"${rendered}" is no HTTP address`)
}

/** An address that is known as a whole only now: given by the operator, or one variable. */
function fromText(text: string, namespace: string): ResolvedBase {
  if (!isHttp(text)) return unusable(namespace, text === '' ? 'it has no address' : `"${text}" is no HTTP address`)
  const url = new URL(text)
  return { origin: url.origin, path: trimSlash(url.pathname) }
}

function isHttp(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}

function unusable(namespace: string, reason: string): ResolvedBase {
  return { unusable: new InvocationError('engine', 500, 'NAFTIKO_BASE_URI_UNUSABLE', `"${namespace}" cannot be called: ${reason}; set baseUri or pass --base-uri ${namespace}=<url>`) }
}

function trimSlash(path: string): string {
  return path.replace(/\/+$/, '')
}
