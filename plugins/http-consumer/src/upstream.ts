import type { CompileContext, Decoder, Invocation, Outcome, StartContext } from '@naftiko/plugin-api'
import { type Authenticate, compileAuthentication } from './authentication/index.ts'
import { type BaseUri, compileBaseUri, type ResolvedBase } from './base-uri.ts'
import type { Client } from './client.ts'
import type { HttpConsumesEntry } from './entry.ts'
import type { UpstreamName } from './failure.ts'
import { type PathTemplate, renderPath } from './path.ts'
import { sendFollowing } from './redirect.ts'
import type { RequestDraft } from './request.ts'
import { outcomeOf } from './response.ts'
import { type Running, scopeOf } from './scope.ts'
import { compileTimeouts, type Timeouts } from './timeouts.ts'
import { USER_AGENT } from './version.ts'

const DEFAULT_CONNECTIONS = 128

/** One consumed API: its address and credential in a running host, and the connections to it. */
export class Upstream {
  readonly #entry: HttpConsumesEntry
  readonly #base: BaseUri
  readonly #authentication: (running: Running) => Authenticate
  readonly #timeouts: Timeouts
  readonly #running: Running
  #resolved: ResolvedBase | undefined
  #authenticate: Authenticate = () => {}
  #client: Client | undefined
  #name: UpstreamName

  constructor(entry: HttpConsumesEntry, running: Running, context: CompileContext) {
    this.#entry = entry
    this.#running = running
    this.#base = compileBaseUri(entry.baseUri, entry.namespace, context)
    this.#authentication = compileAuthentication(entry.authentication, context)
    this.#timeouts = compileTimeouts(entry.timeouts, context)
    this.#name = { namespace: entry.namespace, host: '' }
  }

  /** The base path, whose placeholders arguments may fill. */
  get basePath(): PathTemplate {
    return this.#base.path
  }

  async start(context: StartContext): Promise<void> {
    const { Client: ClientClass } = await import('./client.ts')
    this.#running.variables = context.variables
    this.#resolved = this.#base.resolve(this.#running, context.baseUri)
    this.#authenticate = this.#authentication(this.#running)
    if ('origin' in this.#resolved) this.#name = { namespace: this.#entry.namespace, host: new URL(this.#resolved.origin).host }
    this.#client = new ClientClass({ name: this.#name, timeouts: this.#timeouts, connections: this.#entry.connections ?? DEFAULT_CONNECTIONS })
    await this.#client.open()
  }

  async stop(): Promise<void> {
    this.#client?.close()
  }

  /** Completes a draft with address and credential, sends it, and gives the answer as an outcome. */
  async exchange(draft: RequestDraft, invocation: Invocation, decode: Decoder | undefined): Promise<Outcome> {
    const url = this.#address(draft, invocation)
    await this.#authenticate(draft)
    if (draft.cookies.length > 0) draft.headers['cookie'] = draft.cookies.join('; ')
    draft.headers['user-agent'] ??= USER_AGENT
    const query = draft.query.length === 0 ? '' : `?${draft.query.join('&')}`
    const { signal } = invocation
    const response = await sendFollowing(this.#client!, { method: draft.method, url: url + query, headers: draft.headers, ...(draft.body === undefined ? {} : { body: draft.body }), signal })
    return outcomeOf(response, invocation.operation, { name: this.#name, idle: this.#timeouts.idle, signal }, decode)
  }

  #address(draft: RequestDraft, { input }: Invocation): string {
    const resolved = this.#resolved!
    if ('unusable' in resolved) throw resolved.unusable
    const base = resolved.path ?? renderPath(this.#base.path, scopeOf(this.#running), input)
    return resolved.origin + base + (base === '' && draft.path === '' ? '/' : draft.path)
  }
}
