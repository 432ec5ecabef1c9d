import { CancelledError, type JsonObject, type Outcome, type Relay, type RelayRequest } from '@naftiko/plugin-api'
import { passBody } from '../body/compile-body.ts'
import type { HttpConsumesEntry } from '../entry.ts'
import { compileInputs, type Inputs, type PlacedInput } from '../inputs.ts'
import type { OperationTools } from '../operation.ts'
import { inputPart } from '../parts.ts'
import { placeholdersOf } from '../path.ts'
import type { Part, RequestDraft } from '../request.ts'
import { relayedOutcome } from '../response.ts'
import type { Manner } from '../upstream.ts'
import { compileHeaders } from './headers.ts'
import { relocate } from './location.ts'
import { pairNames, withoutPairs } from './query.ts'
import { safePath } from './safe-path.ts'

/** A redirect is an answer for the caller, and so is an error. */
const RELAY: Manner = {
  follow: (send, request) => send({ ...request, verbatim: true }),
  read: relayedOutcome,
}

/** Everything that is known of relayed requests before there is one. */
interface Plan {
  readonly inputs: Inputs
  readonly settings: readonly Setting[]
  /** The headers of the caller that go on. */
  readonly headers: (given: RelayRequest['headers']) => Record<string, string>
  /** Pairs of the query that the document gives itself. */
  readonly ownsPair: (name: string) => boolean
  /** Pairs of the query that are the credential. */
  readonly isSecretPair: (name: string) => boolean
}

/** One input of the entry, as it gets into requests. */
interface Setting {
  readonly input: PlacedInput
  /** The document gives the value, and no caller another one. */
  readonly fixed: boolean
  readonly part: Part
}

/**
 * Compiles the way through an API: requests to any path below its base address, with the inputs and the credential that
 * the entry declares for all of its operations. What the document gives itself wins over what callers send.
 */
export function compileRelay(entry: HttpConsumesEntry, tools: OperationTools): Relay {
  const plan = planOf(entry, tools)
  return (request) => relay(plan, request, tools)
}

function planOf(entry: HttpConsumesEntry, { context, scope, upstream }: OperationTools): Plan {
  const around = { pathNames: placeholdersOf(entry.baseUri ?? ''), elsewhere: 'query' as const, isTaken: upstream.isTaken }
  const inputs = compileInputs([{ inputs: entry.inputParameters, at: '/inputParameters' }], around, context, scope)
  const settings = inputs.placed.flatMap((input) => {
    const part = inputPart(input)
    return part === undefined ? [] : [{ input, fixed: inputs.isFixed(input.entry.name), part }]
  })
  const fixed = settings.filter((setting) => setting.fixed && setting.input.in === 'query').map(({ input }) => input.entry.name)
  const owned = new Set([...fixed, ...upstream.base.path.query.map(({ name }) => name)])
  const isSecretPair = (name: string): boolean => upstream.isTaken('query', name)
  return {
    inputs,
    settings,
    headers: compileHeaders(entry, upstream.isTaken),
    ownsPair: (name) => owned.has(name) || isSecretPair(name),
    isSecretPair,
  }
}

async function relay(plan: Plan, request: RelayRequest, { upstream }: OperationTools): Promise<Outcome> {
  if (request.signal.aborted) throw new CancelledError()
  const path = safePath(request.path)
  const input = plan.inputs.complete(request.input)
  const address = upstream.address(input)
  const draft: RequestDraft = { method: request.method, path, query: [], headers: headersOf(plan, request), cookies: [] }
  const query = request.query === undefined ? undefined : withoutPairs(request.query, plan.ownsPair)
  if (query !== undefined) draft.query.push(query)
  upstream.addBaseQuery(draft.query, input)
  await addSettings(plan, draft, input, query)
  passBody(draft, request.payload)
  const outcome = await upstream.exchange(address, draft, request, {}, RELAY)
  return relocate(outcome, { base: address, path, toCaller: request.toCaller, isSecretPair: plan.isSecretPair })
}

function headersOf(plan: Plan, { headers, trace, acceptEncoding }: RelayRequest): Record<string, string> {
  return {
    accept: '*/*',
    'accept-encoding': acceptEncoding ?? 'identity',
    ...plan.headers(headers),
    traceparent: trace.traceparent,
    ...(trace.tracestate === undefined ? {} : { tracestate: trace.tracestate }),
  }
}

/** Defaults are for callers that send nothing of their own. */
async function addSettings({ settings }: Plan, draft: RequestDraft, input: JsonObject, query: string | undefined): Promise<void> {
  const sent = settings.length === 0 || query === undefined ? [] : pairNames(query)
  for (const {
    input: { entry, in: place },
    fixed,
    part,
  } of settings) {
    const isSent =
      place === 'query' ? sent.includes(entry.name) : place === 'header' && Object.hasOwn(draft.headers, entry.name.toLowerCase())
    if (fixed || !isSent) await part(draft, input, null)
  }
}
