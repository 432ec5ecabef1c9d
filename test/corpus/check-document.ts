import { readFileSync } from 'node:fs'
import { createEngine, type DocumentError, type Host } from '@naftiko/core'
import { isList, isObject, type JsonObject, type JsonValue, NaftikoError } from '@naftiko/plugin-api'
import { standardPlugins } from '@naftiko/standard'
import { json, type Upstream, upstream } from '@naftiko/testing'
import { parse } from 'yaml'
import type { Callable } from './answer.ts'
import { offerOf } from './callers.ts'
import { credentialsFor, wantsTokens } from './credentials.ts'
import type { CorpusDocument } from './documents.ts'
import { judge, type Verdict } from './judge.ts'
import { literalsOf } from './leaks.ts'
import { valueOf } from './variables.ts'

/** What became of one document. */
export interface DocumentReport {
  readonly name: string
  readonly outcome: 'served' | 'nothing to serve' | 'refused'
  readonly verdicts: readonly Verdict[]
  /** What is wrong with the document as a whole. */
  readonly problems: readonly string[]
}

/** Milliseconds after which a call counts as one that hangs. */
const PATIENCE = 5000

/** MCP over HTTP whatever the document says: a test has one standard input for all documents. */
const engine = createEngine({ plugins: standardPlugins({ env: {}, mcp: { transport: 'http' } }) })

/**
 * Loads a document and serves it with an empty environment, then with a value for every variable and a recording upstream
 * for every API, and calls all that it offers.
 */
export async function checkDocument(document: CorpusDocument): Promise<DocumentReport> {
  const { name } = document
  const capability = await engine.load(document.file, { partial: true }).catch((error: unknown) => refusal(error))
  if (typeof capability === 'string') return { name, outcome: 'refused', verdicts: [], problems: capability === '' ? [] : [capability] }
  const variables = await startsWithout(engine.host([capability], { anyPort: true }))
  const consumed = capability.graph.nodes.filter(({ kind }) => kind === 'consumer').map(({ id }) => id)
  await using api = await upstream({ '* *': json(ANSWER) })
  const baseUris = Object.fromEntries(consumed.map((namespace) => [namespace, api.url]))
  const host = engine.host([capability], { anyPort: true, variables, baseUris, graceMs: 0 })
  await host.start()
  try {
    const outcome = host.endpoints.length === 0 ? 'nothing to serve' : 'served'
    return { name, outcome, ...(await callAll(host, api, entriesOf(document.file), variables)) }
  } finally {
    await host.stop()
  }
}

/** What any upstream answers. */
const ANSWER = { id: 'one', name: 'One', items: [{ id: 'two', name: 'Two' }], data: [{ id: 'three' }] }

/** A refusal without a place, or without a reason, is a problem of its own. */
function refusal(error: unknown): string {
  if (!NaftikoError.is(error) || !('diagnostics' in error)) return `refused without diagnostics: ${String(error)}`
  const errors = (error as DocumentError).diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return 'refused without an error'
  return errors.every(({ line, message, code }) => line > 0 && message !== '' && code.startsWith('NAFTIKO_'))
    ? ''
    : 'refused without a place'
}

/** Starts with an empty environment, which nothing may mind; returns a value for each variable that is missing. */
async function startsWithout(host: Host): Promise<Record<string, string>> {
  await host.start()
  const missing = Object.values(host.missingVariables).flat()
  await host.stop({ graceMs: 0 })
  return Object.fromEntries(missing.map((name) => [name, valueOf(name)]))
}

interface Entries {
  readonly consumes: JsonValue
  readonly exposes: readonly JsonObject[]
}

function entriesOf(file: string): Entries {
  const root = parse(readFileSync(file, 'utf8')) as JsonObject
  const capability = isObject(root['capability']) ? root['capability'] : {}
  const exposes = [capability['exposes'], root['exposes']].flatMap((list) => (isList(list) ? list.filter(isObject) : []))
  return { consumes: [capability['consumes'] ?? null, root['consumes'] ?? null], exposes }
}

async function callAll(
  host: Host,
  api: Upstream,
  entries: Entries,
  variables: Readonly<Record<string, string>>,
): Promise<Pick<DocumentReport, 'verdicts' | 'problems'>> {
  const literals = literalsOf(entries.consumes)
  const verdicts: Verdict[] = []
  const problems: string[] = []
  for (const endpoint of host.endpoints) {
    if (endpoint.closed !== undefined) continue
    const entry = entries.exposes.find(({ namespace }) => String(namespace) === endpoint.namespace)
    if (wantsTokens(entry)) continue
    const headers = credentialsFor(entry, variables)
    try {
      await using offer = await offerOf(endpoint, headers)
      for (const callable of offer.callables) verdicts.push(await callOne(callable, api, literals))
    } catch (error) {
      problems.push(`${endpoint.type} ${endpoint.namespace} does not say what it offers: ${String(error)}`)
    }
  }
  return { verdicts, problems }
}

async function callOne(callable: Callable, api: Upstream, literals: readonly string[]): Promise<Verdict> {
  const before = api.requests.length
  const answer = await callable.call(AbortSignal.timeout(PATIENCE)).catch((error: unknown) => error as Error)
  return judge(callable, answer, api.requests.slice(before), literals)
}
