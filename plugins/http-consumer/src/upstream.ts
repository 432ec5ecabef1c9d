import {
  type CompileContext,
  InvocationError,
  type Invocation,
  type JsonObject,
  type MaybePromise,
  type Outcome,
  type StartContext,
} from '@naftiko/plugin-api'
import type { Answer } from './answer/compile-answer.ts'
import { type Authenticate, type Authentication, anonymous, compileAuthentication, type Send } from './authentication/index.ts'
import { OwnRequests } from './authentication/own-requests.ts'
import { type BaseUri, compileBaseUri, type ResolvedBase } from './base-uri.ts'
import type { Client } from './exchange/client.ts'
import { openClient } from './exchange/open-client.ts'
import type { HttpConsumesEntry } from './entry.ts'
import type { UpstreamName } from './exchange/failure.ts'
import { DEFAULT_CONNECTIONS, type HttpConsumerOptions } from './options.ts'
import { addFixedPairs, renderPath } from './path.ts'
import { sendFollowing } from './redirect.ts'
import type { RequestDraft } from './request.ts'
import { outcomeOf } from './response.ts'
import { type Running, type Scoped, scopeOf } from './scope.ts'
import { compileTimeouts, type Timeouts } from './timeouts.ts'
import { USER_AGENT } from './version.ts'

/** What an upstream is made of. */
export interface UpstreamParts {
  readonly entry: HttpConsumesEntry
  readonly running: Running
  readonly context: CompileContext
  readonly options: HttpConsumerOptions
}

/** An upstream in a running host. */
interface Open {
  readonly client: Client
  readonly base: ResolvedBase
  readonly name: UpstreamName
  readonly authenticate: Authenticate
  /** Sends a complete request, with what the credential has to say to it. */
  readonly send: Send
  readonly requests: OwnRequests
}

/** How a request is sent, and what an answer becomes. */
export interface Manner {
  readonly follow: typeof sendFollowing
  readonly read: (...given: Parameters<typeof outcomeOf>) => MaybePromise<Outcome>
}

const CALL: Manner = { follow: sendFollowing, read: outcomeOf }

/** One consumed API: its address and credential in a running host, and the connections to it. */
export class Upstream {
  /** Its path has placeholders that arguments may fill. */
  readonly base: BaseUri
  readonly #parts: UpstreamParts
  readonly #authentication: Authentication
  readonly #timeouts: Timeouts
  readonly #scope: Scoped
  #open: Open | undefined

  constructor(parts: UpstreamParts) {
    const { entry, context } = parts
    this.#parts = parts
    this.#scope = scopeOf(parts.running)
    this.base = compileBaseUri(entry, context)
    this.#authentication = compileAuthentication(entry.authentication, context)
    this.#timeouts = compileTimeouts(entry.timeouts, parts.options.timeouts, context)
  }

  /** Whether the credential has this place in requests, so that no input can. */
  readonly isTaken = (place: string, name: string): boolean => this.#authentication.takes(place, name)

  async start(context: StartContext): Promise<void> {
    const { entry, running, options } = this.#parts
    running.variables = context.variables
    const base = this.base.resolve(running, context.baseUri)
    const name = { namespace: entry.namespace, host: 'origin' in base ? new URL(base.origin).host : '' }
    const connections = entry.connections ?? options.connections ?? DEFAULT_CONNECTIONS
    const client = await openClient(options.client, { name, timeouts: this.#timeouts, connections })
    const requests = new OwnRequests(entry.namespace, this.#timeouts)
    const origin = 'origin' in base ? base.origin : undefined
    const exchange = await this.#authentication.open({ running, namespace: entry.namespace, origin, requests, log: context.log })
    const direct: Send = (request) => client.send(request)
    // A signature covers the address as the URL standard writes it.
    const send: Send = exchange === undefined ? direct : (request) => exchange({ ...request, verbatim: false }, direct)
    this.#open = { client, base, name, authenticate: this.#authentication.bind(running) ?? anonymous, send, requests }
  }

  async stop(): Promise<void> {
    this.#open?.requests.close()
    this.#open?.client.close()
    this.#open = undefined
  }

  /** The address that paths are appended to. Throws where the document or the operator gives none. */
  address(input: JsonObject): string {
    const { base } = this.#running()
    if ('unusable' in base) throw base.unusable
    return base.origin + base.prefix + (base.overridden ? '' : renderPath(this.base.path, this.#scope, input))
  }

  /** Adds what the base address itself has behind a `?`. */
  addBaseQuery(query: string[], input: JsonObject): void {
    const { base } = this.#running()
    if ('origin' in base && !base.overridden) addFixedPairs(query, this.base.path, this.#scope, input)
  }

  /** Completes a draft with address and credential, sends it, and gives the answer as an outcome. */
  async exchange(
    address: string,
    draft: RequestDraft,
    invocation: Invocation,
    answer: Answer,
    { follow, read }: Manner = CALL,
  ): Promise<Outcome> {
    const { name, authenticate, send } = this.#running()
    const { method, headers, body } = draft
    const { signal } = invocation
    authenticate(draft)
    if (draft.cookies.length > 0) headers['cookie'] = draft.cookies.join('; ')
    headers['user-agent'] ??= USER_AGENT
    const query = draft.query.length === 0 ? '' : `?${draft.query.join('&')}`
    const url = address + draft.path + query
    const request = body === undefined ? { method, url, headers, signal } : { method, url, headers, signal, body }
    const response = await follow(send, request)
    return read(response, { method, operation: invocation.operation, answer }, name)
  }

  #running(): Open {
    if (this.#open !== undefined) return this.#open
    throw new InvocationError('engine', 503, 'NAFTIKO_NOT_RUNNING', `"${this.#parts.entry.namespace}" is not running`)
  }
}
