import type { IncomingHttpHeaders } from 'node:http'
import {
  type CallerHeaders,
  type ForwardedHeaders,
  type ForwardHeadersEntry,
  type HeaderNamesEntry,
  isHeaderName,
  isList,
  isObject,
  isOfConnection,
  type JsonValue,
  pointerTo,
  type Problem,
} from '@naftiko/plugin-api'
import { didYouMean } from '../nearest.ts'

/** One header on its way: the names are in lower case. */
interface Passage {
  readonly from: string
  readonly to: string
  /** Absent: to every consumed API. */
  readonly namespace?: string
  readonly at: string
}

export interface ForwardSurroundings {
  /** Namespaces of the document that can be called. */
  readonly namespaces: readonly string[]
  /** Header by which the exposer itself knows its callers. */
  readonly ownCredential: string | undefined
  report(problem: Problem): void
}

/** Like those of one connection, headers of the session with this exposer, of the trace, or about the body cannot be let through. */
const NEVER: ReadonlySet<string> = new Set([
  'accept-encoding',
  'content-encoding',
  'content-type',
  'cookie',
  'cookie2',
  'set-cookie',
  'traceparent',
  'tracestate',
])

/** Compiles `forwardHeaders`: an explicit list, and nothing else ever goes on. `undefined` where nothing does. */
export function compileForwardHeaders(
  entry: ForwardHeadersEntry | undefined,
  at: string,
  around: ForwardSurroundings,
): ForwardedHeaders | undefined {
  const passages = passagesOf(entry, at).filter((passage) => isAllowed(passage, around))
  if (passages.length === 0) return undefined
  for (const passage of passages) {
    reportUnknown(passage, around)
    reportOwn(passage, around)
  }
  const shared = passages.filter(({ namespace }) => namespace === undefined)
  const names = [...new Set(passages.map(({ from }) => from))]
  const special = new Set(passages.flatMap(({ namespace }) => namespace ?? []))
  const byNamespace = new Map([...special].map((name) => [name, passages.filter((one) => [undefined, name].includes(one.namespace))]))
  return {
    names,
    read: (headers) => {
      if (!names.some((name) => textOf(headers, name) !== undefined)) return undefined
      const caller: CallerHeaders = (namespace) => pass(byNamespace.get(namespace) ?? shared, headers)
      return caller
    },
  }
}

function pass(passages: readonly Passage[], headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  const passed: Record<string, string> = {}
  for (const { from, to } of passages) {
    const text = textOf(headers, from)
    if (text !== undefined) passed[to] = text
  }
  return passed
}

function textOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined
  const text = typeof value === 'string' ? value : value?.join(', ')
  return text === undefined || text === '' ? undefined : text
}

/** A text in a map is the name that an API receives; anything else is about the namespace of that name. */
function passagesOf(entry: ForwardHeadersEntry | undefined, at: string): readonly Passage[] {
  if (entry === undefined || entry === null) return []
  if (isList(entry as JsonValue)) return namedIn(entry as HeaderNamesEntry, at)
  return Object.entries(entry as Readonly<Record<string, string | HeaderNamesEntry>>).flatMap(([key, value]) => {
    const place = pointerTo(at, key)
    return typeof value === 'string' ? [passage(key, value, place)] : namedIn(value, place).map((one) => ({ ...one, namespace: key }))
  })
}

function namedIn(entry: HeaderNamesEntry, at: string): readonly Passage[] {
  if (isList(entry as JsonValue)) return (entry as readonly string[]).map((name, index) => passage(name, name, pointerTo(at, index)))
  return isObject(entry as JsonValue) ? Object.entries(entry).map(([from, to]) => passage(from, String(to), pointerTo(at, from))) : []
}

function passage(from: string, to: string, at: string): Passage {
  return { from: String(from).trim().toLowerCase(), to: String(to).trim().toLowerCase(), at }
}

function isAllowed({ from, to, at }: Passage, { report }: ForwardSurroundings): boolean {
  const wrong = [from, to].find((name) => !isHeaderName(name))
  const kept = [from, to].find((name) => NEVER.has(name) || isOfConnection(name))
  if (wrong === undefined && kept === undefined) return true
  const message =
    wrong === undefined
      ? `the header "${kept}" belongs to one connection, session or body and is never passed on`
      : `"${wrong}" cannot be the name of a header`
  report({ severity: 'warning', code: 'NAFTIKO_HEADER_IGNORED', message, hint: 'remove it', at })
  return false
}

function reportUnknown({ namespace, at }: Passage, { namespaces, report }: ForwardSurroundings): void {
  if (namespace === undefined || namespaces.includes(namespace)) return
  report({
    severity: 'warning',
    code: 'NAFTIKO_FORWARD_HEADERS',
    message: `no consumed API "${namespace}", so headers for it go nowhere`,
    hint: didYouMean(namespace, namespaces) ?? 'name a namespace of "consumes", or write {X-Header: Name-At-The-API}',
    at,
  })
}

/** The door takes the credential of this exposer away, so that nobody behind it sees it. */
function reportOwn({ from, at }: Passage, { ownCredential, report }: ForwardSurroundings): void {
  if (from !== ownCredential) return
  report({
    severity: 'warning',
    code: 'NAFTIKO_FORWARD_CREDENTIAL',
    message: `"${from}" is how callers identify to this exposer, and ends at its door: it is never passed on`,
    hint: 'let callers send the credential of the API in another header, such as {X-User-Token: Authorization}',
    at,
  })
}
