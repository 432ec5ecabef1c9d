import type { ForwardedHeaders, LinkContext } from '@naftiko/plugin-api'
import type { ResourceChanges } from '../resources/changes.ts'
import type { Toolsets } from '../toolsets/toolsets.ts'
import type { ToolDefinition } from '../tools/tool.ts'
import type { Methods } from './method.ts'

/** What a server needs of the context of its entry. */
export type ServerContext = Pick<LinkContext, 'trace' | 'log'>

/** Everything that one server is, whatever the revision and the transport. Compiled once, and nothing in it changes. */
export interface Service {
  readonly info: ServerInfo
  readonly instructions?: string
  readonly methods: Methods
  /** The tools as clients see them. */
  readonly tools: readonly ToolDefinition[]
  /** The parts of them that a client can choose. */
  readonly toolsets: Toolsets
  /** What clients may keep of an answer, and for how long. */
  readonly cache: Cache
  /** Present where it is known when resources change. */
  readonly changes?: ResourceChanges
  /** Streams of changes that may be open at a time; none where it is 0. */
  readonly mostStreams: number
  /** Headers of callers that go on to consumed APIs. */
  readonly forwarded?: ForwardedHeaders
  readonly context: ServerContext
}

export interface Cache {
  readonly ttlMs: number
  /** `public`: also by what stands between the client and the server. */
  readonly scope: 'public' | 'private'
}

/** How the server names itself. */
export interface ServerInfo {
  readonly name: string
  readonly version: string
}
