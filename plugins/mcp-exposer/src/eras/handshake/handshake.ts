import type { IncomingHttpHeaders } from 'node:http'
import { isList, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import { unasked } from '../../changes/hearing.ts'
import { member } from '../../json.ts'
import type { JsonText, Result } from '../../protocol/answers.ts'
import { batch, idOf, invalid, type Messages, progressTokenOf, type RequestMessage, single } from '../../protocol/messages.ts'
import { ERROR, invalidParams, ProtocolError } from '../../protocol/protocol-error.ts'
import type { Service } from '../../protocol/service.ts'
import { ResourceNotFound } from '../../resources/read-error.ts'
import type { Connection, Era, Exchange } from '../era.ts'
import { answerShared } from '../method-call.ts'
import { capabilitiesOf } from '../capabilities.ts'
import { HANDSHAKE_REVISIONS } from './revisions.ts'
import { type OwnMethod, subscriptionMethods } from './subscriptions.ts'

/**
 * The revisions in which a client introduces itself first. What it says is not needed later, so that over HTTP every
 * request can come to another process: nothing is kept, and no session is begun.
 */
export function handshakeEra(service: Service): Era {
  const own: Readonly<Record<string, OwnMethod>> = {
    initialize: (request, { connection }) => initialize(service, request, connection),
    ping: () => '{}',
    ...subscriptionMethods(service.changes),
  }
  return {
    versions: HANDSHAKE_REVISIONS,
    claims: () => true,
    accept: (message, headers) => {
      const messages = isList(message) ? list(message) : single(message)
      refuseVersion(message, messages, headers)
      return messages
    },
    isTalkative: (request) => request.method === 'tools/call' && progressTokenOf(request.params) !== undefined,
    answer: (request, exchange) => {
      const method = Object.hasOwn(own, request.method) ? own[request.method] : undefined
      return method?.(request, exchange) ?? answerOld(service, request, exchange)
    },
    hearing: (headers) => {
      refuseVersion(null, undefined, headers)
      return unasked()
    },
    hear: (notification, connection) => {
      if (notification.method === 'notifications/initialized') connection.introduce()
      const id = notification.method === 'notifications/cancelled' ? member(notification.params, 'requestId') : undefined
      if (typeof id === 'string' || typeof id === 'number') connection.cancel(id)
    },
  }
}

/** These revisions have a code of their own for a resource that is not there. */
async function answerOld(service: Service, request: RequestMessage, exchange: Exchange): Promise<Result> {
  try {
    return await answerShared(service, request, exchange)
  } catch (error) {
    if (!(error instanceof ResourceNotFound)) throw error
    throw new ProtocolError(ERROR.resourceNotFound, error.message, { data: { uri: error.uri } })
  }
}

function list(messages: readonly JsonValue[]): Messages {
  const read = batch(messages)
  if (read.requests.length > 1 && read.requests.some((request) => request.method === 'initialize'))
    throw invalid('"initialize" cannot be part of a batch')
  return read
}

/** A handshake negotiates; every other request may only name a version that exists. */
function refuseVersion(message: JsonValue, messages: Messages | undefined, headers: IncomingHttpHeaders | undefined): void {
  const version = headers?.['mcp-protocol-version']
  if (version === undefined || HANDSHAKE_REVISIONS.includes(String(version))) return
  if (messages?.requests.some((request) => request.method === 'initialize') === true) return
  const id = idOf(message)
  throw new ProtocolError(
    ERROR.refused,
    `protocol version ${String(version)} is not supported; supported are ${HANDSHAKE_REVISIONS.join(', ')}`,
    id === undefined ? {} : { id },
  )
}

/** The version of the client where it is spoken here, else the newest: the client decides whether it can do with that. */
function initialize(service: Service, { params }: RequestMessage, connection: Connection | undefined): JsonText {
  const asked: JsonValue | undefined = member(params, 'protocolVersion')
  if (typeof asked !== 'string') throw invalidParams('"params.protocolVersion" must name the revision that the client speaks')
  connection?.introduce()
  const isConnected = connection !== undefined
  const result: JsonObject = {
    protocolVersion: HANDSHAKE_REVISIONS.includes(asked) ? asked : HANDSHAKE_REVISIONS[0]!,
    capabilities: capabilitiesOf(service, { ofLists: isConnected || service.mostStreams > 0, ofResources: isConnected }),
    serverInfo: { ...service.info },
    ...(service.instructions === undefined ? {} : { instructions: service.instructions }),
  }
  return JSON.stringify(result)
}
