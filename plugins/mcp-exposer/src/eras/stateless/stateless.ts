import type { IncomingHttpHeaders } from 'node:http'
import { isList, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import { member } from '../../json.ts'
import type { Hearing } from '../../changes/hearing.ts'
import type { JsonText, Result } from '../../protocol/answers.ts'
import { invalid, type Messages, progressTokenOf, type RequestMessage, single } from '../../protocol/messages.ts'
import type { Service } from '../../protocol/service.ts'
import { type Connection, type Era } from '../era.ts'
import { capabilitiesOf } from '../capabilities.ts'
import { answerShared } from '../method-call.ts'
import { argumentHeaders, checkArgumentHeaders } from './argument-headers.ts'
import { checkEnvelope, checkVersion, claimedVersion } from './envelope.ts'
import { checkHeaders, checkNotificationHeaders, checkVersionHeader } from './headers.ts'
import { hearingOf } from './listen.ts'
import { STATELESS_REVISIONS } from './names.ts'
import { completer } from './results.ts'

const NOT_FOUND = 404

/** The revisions without a handshake: every request says all about itself, and every answer about the server. */
export function statelessEra(service: Service): Era {
  const complete = completer(service)
  const discovered = discover(service)
  const repeated = new Map(service.tools.map(({ name, inputSchema }) => [name, argumentHeaders(inputSchema)]))

  const check = (request: RequestMessage, headers: IncomingHttpHeaders | undefined): void => {
    checkEnvelope(request)
    if (headers === undefined) return checkVersion(request)
    checkVersionHeader(request, headers)
    checkVersion(request)
    checkHeaders(request, headers)
    const declared = request.method === 'tools/call' ? repeated.get(String(member(request.params, 'name'))) : undefined
    if (declared !== undefined) checkArgumentHeaders(declared, request, headers)
  }
  return {
    versions: STATELESS_REVISIONS,
    claims,
    accept: (message, headers) => {
      const messages = acceptOne(message)
      for (const request of messages.requests) check(request, headers)
      if (headers !== undefined) for (const notification of messages.notifications) checkNotificationHeaders(notification, headers)
      return messages
    },
    isTalkative: ({ method, params }) =>
      method === 'subscriptions/listen' || (method === 'tools/call' && progressTokenOf(params) !== undefined),
    answer: async (request, exchange): Promise<Result | Hearing> => {
      const { method } = request
      if (method === 'subscriptions/listen') return hearingOf(service, request, exchange)
      const result = method === 'server/discover' ? discovered : await answerShared(service, request, exchange, NOT_FOUND)
      return complete(method, result, exchange.toolset !== undefined || service.forwarded !== undefined)
    },
    hear: ({ method, params }, connection: Connection) => {
      const id = method === 'notifications/cancelled' ? member(params, 'requestId') : undefined
      if (typeof id === 'string' || typeof id === 'number') connection.cancel(id)
    },
  }
}

/**
 * The body decides, and the header where the body says nothing. A handshake is one, unless it truly comes in an envelope.
 */
function claims(message: JsonValue, headers: IncomingHttpHeaders | undefined): boolean {
  return isList(message) ? message.some((one) => !isList(one) && claimsOne(one, headers)) : claimsOne(message, headers)
}

function claimsOne(message: JsonValue, headers: IncomingHttpHeaders | undefined): boolean {
  const version = claimedVersion(member(message, 'params'))
  if (member(message, 'method') === 'initialize') return typeof version === 'string' && STATELESS_REVISIONS.includes(version)
  return version !== undefined || STATELESS_REVISIONS.includes(String(headers?.['mcp-protocol-version']).trim())
}

function acceptOne(message: JsonValue): Messages {
  if (isList(message)) throw invalid('this revision has no batches; send each message by itself')
  return single(message)
}

function discover(service: Service): JsonText {
  const result: JsonObject = {
    supportedVersions: STATELESS_REVISIONS,
    // What changes is told on a stream of the client's own, which every transport has.
    capabilities: capabilitiesOf(service, { ofLists: service.mostStreams > 0, ofResources: service.mostStreams > 0 }),
    ...(service.instructions === undefined ? {} : { instructions: service.instructions }),
  }
  return JSON.stringify(result)
}
