import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

/** What was taken out of a request, for as long as there is this: the next door may want to see it as well. */
const TAKEN: unique symbol = Symbol('taken')

interface Taken {
  readonly headers?: IncomingHttpHeaders
  readonly url?: string
  readonly originalUrl?: string
}

/** The same request as it came to its first door, credential included. What is taken out of it is still in the next one. */
export function asPresented(request: MountedRequest): IncomingMessage {
  const { headers = {}, ...urls } = request[TAKEN] ?? {}
  return Object.create(request, Object.getOwnPropertyDescriptors({ headers: { ...request.headers, ...headers }, rawHeaders: [], ...urls }))
}

/** To be called before the URL of a request is stripped of its credential. */
export function rememberUrl(request: MountedRequest): void {
  const { url, originalUrl } = request
  request[TAKEN] = { ...(url === undefined ? {} : { url }), ...(originalUrl === undefined ? {} : { originalUrl }) }
}

/** The value of a header, which is then gone from the request: nothing behind the door sees it. */
export function takeHeader(request: MountedRequest, name: string): string | undefined {
  const key = name.toLowerCase()
  const given = Object.hasOwn(request.headers, key) ? request.headers[key] : undefined
  if (given === undefined) return undefined
  request[TAKEN] = { headers: { [key]: given } }
  delete request.headers[key]
  // The headers as they came are what adapters to other frameworks read.
  const { rawHeaders } = request
  for (let index = rawHeaders.length - 2; index >= 0; index -= 2) {
    if (rawHeaders[index]!.toLowerCase() === key) rawHeaders.splice(index, 2)
  }
  return Array.isArray(given) ? given[0] : given
}

/** What follows the scheme word of `Authorization`, if it is this scheme. The header is gone from the request then, whatever it was. */
export function takeAuthorization(request: IncomingMessage, scheme: string): string | undefined {
  const given = takeHeader(request, 'authorization')
  if (given === undefined || given.length <= scheme.length || given[scheme.length] !== ' ') return undefined
  if (given.slice(0, scheme.length).toLowerCase() !== scheme) return undefined
  const credential = given.slice(scheme.length + 1).trim()
  return credential === '' ? undefined : credential
}

/** A request of which other software that took it first has kept the target. */
export interface MountedRequest extends IncomingMessage {
  originalUrl?: string
  [TAKEN]?: Taken
}

/** The target as the client sent it, also where this server is mounted below a path of another one. */
export function targetOf(request: IncomingMessage): string {
  return (request as MountedRequest).originalUrl ?? request.url ?? '/'
}
