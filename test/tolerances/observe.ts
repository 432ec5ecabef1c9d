import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { createEngine, type Engine, type Host, type Source } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { json, type Upstream, upstream, type UpstreamRequest } from '@naftiko/testing'
import type { Diagnostic, Plugin } from '@naftiko/plugin-api'
import { send } from '../stories/forwarding.ts'

/** One call of what a document exposes: `POST /books {"a":1}` of its REST exposer, or `tool {"a":1}` of its MCP exposer. */
export type CallText = string

/** What a document comes to: what is said of it, and what its calls send. */
export interface Observation {
  /** `NAFTIKO_…`, without doubles, in the order of their places. */
  readonly codes: readonly string[]
  readonly messages: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
  /** Whether it can be served at all. */
  readonly loads: boolean
  /** Whether it is accepted where warnings count as errors. */
  readonly strictly: boolean
  /** What reached the upstream: method, target, the headers that matter, and the body. */
  readonly sent: readonly string[]
  /** Status or `isError`, and the beginning of the answer. */
  readonly answers: readonly string[]
}

export interface ObserveOptions {
  readonly variables?: Readonly<Record<string, string>>
  /** `false`: the addresses of the document are called. Default: all APIs are pointed at the recording upstream. */
  readonly override?: boolean
  /** What the upstream answers. */
  readonly answer?: Parameters<typeof json>[0]
  readonly status?: number
  /** Folder that files of the document start from. */
  readonly base?: string
  /** Of these headers of a request is told. */
  readonly headers?: readonly string[]
}

/** Rules say how documents should be written, and not how they are understood. */
function understanding(plugins: readonly Plugin[]): readonly Plugin[] {
  return plugins.filter(({ kind }) => kind !== 'rule')
}

/** Validates, serves and calls a document. `{{upstream}}` in its text is the address of the upstream. */
export async function observe(text: string, calls: readonly CallText[], options: ObserveOptions = {}): Promise<Observation> {
  await using api = await upstream({ '* *': json(options.answer ?? { id: 1 }, { status: options.status ?? 200 }) })
  // What is served is served over HTTP, because a test has one standard input for everything.
  const engine = createEngine({ plugins: understanding(standardPlugins({ env: {}, mcp: { transport: 'http' } })) })
  const asWritten = createEngine({ plugins: understanding(standardPlugins({ env: {} })) })
  const source = { text: text.replaceAll('{{upstream}}', api.url), ...(options.base === undefined ? {} : { base: options.base }) }
  const { diagnostics } = await asWritten.validate(source)
  const strictly = (await asWritten.validate(source, { strict: true })).valid
  const seen = {
    diagnostics,
    codes: [...new Set(diagnostics.map(({ code }) => code))],
    messages: diagnostics.map(({ code, message, hint, line }) => `${code} ${line} ${message}${hint === undefined ? '' : ` [${hint}]`}`),
    strictly,
    loads: await loads(asWritten, source),
  }
  if (calls.length === 0) return { ...seen, sent: [], answers: [] }
  const capability = await engine.load(source, { partial: true })
  const consumed = capability.graph.nodes.filter(({ kind }) => kind === 'consumer').map(({ id }) => id)
  const baseUris = options.override === false ? {} : Object.fromEntries(consumed.map((namespace) => [namespace, api.url]))
  const variables = Object.fromEntries(
    Object.entries(options.variables ?? {}).map(([name, value]) => [name, value.replace('{{upstream}}', api.url)]),
  )
  const host = engine.host([capability], { anyPort: true, baseUris, variables, graceMs: 0 })
  await host.start()
  try {
    const answers: string[] = []
    for (const call of calls) answers.push(await make(call, host))
    return { ...seen, sent: sentTo(api, options.headers ?? []), answers }
  } finally {
    await host.stop()
  }
}

async function loads(engine: Engine, source: Source): Promise<boolean> {
  return engine.load(source, { partial: true }).then(
    () => true,
    () => false,
  )
}

function make(call: CallText, host: Host): Promise<string> {
  const [, method, target, body] = /^([A-Z]+) (\S+)(?: (.+))?$/s.exec(call) ?? []
  const url = (type: string): string => host.endpoints.find((endpoint) => endpoint.type === type)!.url!
  if (method !== undefined) return callRest(url('rest'), method, target!, body)
  const [, tool, args] = /^(\S+)(?: (.+))?$/s.exec(call)!
  return callTool(url('mcp'), tool!, JSON.parse(args ?? '{}') as Record<string, unknown>)
}

async function callRest(url: string, method: string, target: string, body: string | undefined): Promise<string> {
  const headers: Record<string, string> =
    body === undefined ? {} : { 'content-type': /^[[{]/.test(body) ? 'application/json' : 'text/plain' }
  if (body !== undefined) headers['content-length'] = String(Buffer.byteLength(body))
  const answer = await send(url, target, { method, headers }, body)
  return `${answer.status} ${answer.body}`
}

async function callTool(url: string, name: string, given: Record<string, unknown>): Promise<string> {
  const client = new Client({ name: 'tolerances', version: '1.0.0' })
  await client.connect(new StreamableHTTPClientTransport(new URL(url)) as Parameters<Client['connect']>[0])
  try {
    const { isError, content } = await client.callTool({ name, arguments: given })
    return `${isError === true ? 'isError' : 'ok'} ${(content as { text?: string }[]).map((block) => block.text).join(' ')}`
  } finally {
    await client.close()
  }
}

function sentTo(api: Upstream, headers: readonly string[]): readonly string[] {
  return api.requests.map((request) => shown(request, headers))
}

function shown(request: UpstreamRequest, names: readonly string[]): string {
  const headers = names.flatMap((name) => (request.headers[name] === undefined ? [] : [`${name}: ${String(request.headers[name])}`]))
  const body = request.text()
  return [`${request.method} ${request.url}`, ...headers, ...(body === '' ? [] : [body])].join(' | ')
}
