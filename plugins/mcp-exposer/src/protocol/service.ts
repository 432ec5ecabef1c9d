import type { LinkContext } from '@naftiko/plugin-api'
import type { ResourceChanges } from '../resources/changes.ts'
import type { Methods } from './method.ts'

/** What a server needs of the context of its entry. */
export type ServerContext = Pick<LinkContext, 'trace' | 'log'>

/** Everything that one server is, whatever the revision and the transport. Compiled once, and nothing in it changes. */
export interface Service {
  readonly info: ServerInfo
  readonly instructions?: string
  readonly methods: Methods
  /** Present where it is known when resources change. */
  readonly changes?: ResourceChanges
  readonly context: ServerContext
}

/** How the server names itself. */
export interface ServerInfo {
  readonly name: string
  readonly version: string
}
