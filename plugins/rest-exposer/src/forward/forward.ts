import type { IncomingMessage } from 'node:http'
import { type LinkContext, type LinkedRelay, type Operation, pointerTo } from '@naftiko/plugin-api'
import type { ForwardEntry, RestResourceEntry } from '../entry.ts'
import { piecesOf, splitPath } from '../path-template.ts'
import { compileForwardPath, type ForwardPath } from './forward-path.ts'
import { forwardOperation } from './operation.ts'
import { compileTrusted } from './trusted-headers.ts'

/** One resource that passes requests on: everything needed to do it. */
export interface Forward {
  readonly path: ForwardPath
  readonly operation: Operation
  readonly relay: LinkedRelay['relay']
  /** The headers of a request that go on. */
  readonly headersOf: (request: IncomingMessage) => Record<string, string>
}

/** Compiles the `forward` of a resource, where it has one. */
export function compileForward(resource: RestResourceEntry, at: string, context: LinkContext): Forward | undefined {
  if (resource.forward === undefined || resource.forward === null) return undefined
  const { targetNamespace, trustedHeaders }: ForwardEntry = resource.forward
  const place = pointerTo(at, 'forward')
  const path = compileForwardPath(piecesOf(splitPath(String(resource.path)).path))
  const { relay, targets } = context.relay(String(targetNamespace ?? ''), pointerTo(place, 'targetNamespace'))
  return {
    path,
    relay,
    operation: forwardOperation(resource, path, { relay, targets }),
    headersOf: compileTrusted(Array.isArray(trustedHeaders) ? trustedHeaders : [], pointerTo(place, 'trustedHeaders'), context),
  }
}
