import type { IncomingHttpHeaders } from 'node:http'
import { isList, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import { member } from '../../json.ts'
import type { JsonText } from '../../protocol/answers.ts'
import { batch, idOf, invalid, type Messages, progressTokenOf, type RequestMessage, single } from '../../protocol/messages.ts'
import { ERROR, invalidParams, ProtocolError } from '../../protocol/protocol-error.ts'
import type { Service } from '../../protocol/service.ts'
import type { Era } from '../era.ts'
import { answerShared } from '../method-call.ts'
import { capabilitiesOf } from './capabilities.ts'
import { HANDSHAKE_REVISIONS } from './revisions.ts'

/**
 * The revisions in which a client introduces itself first. What it says is not needed later, so that over HTTP every
 * request can come to another process: nothing is kept, and no session is begun.
 */
export function handshakeEra(service: Service): Era {
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
      if (request.method === 'initialize') return initialize(service, request)
      if (request.method === 'ping') return '{}'
      return answerShared(service, request, exchange)
    },
    hear: (notification, connection) => {
      const id = notification.method === 'notifications/cancelled' ? member(notification.params, 'requestId') : undefined
      if (typeof id === 'string' || typeof id === 'number') connection.cancel(id)
    },
  }
}

function list(messages: readonly JsonValue[]): Messages {
  const read = batch(messages)
  if (read.requests.length > 1 && read.requests.some((request) => request.method === 'initialize'))
    throw invalid('"initialize" cannot be part of a batch')
  return read
}

/** A handshake negotiates; every other request may only name a version that exists. */
function refuseVersion(message: JsonValue, messages: Messages, headers: IncomingHttpHeaders | undefined): void {
  const version = headers?.['mcp-protocol-version']
  if (version === undefined || HANDSHAKE_REVISIONS.includes(String(version))) return
  if (messages.requests.some((request) => request.method === 'initialize')) return
  const id = idOf(message)
  throw new ProtocolError(
    ERROR.refused,
    `protocol version ${String(version)} is not supported; supported are ${HANDSHAKE_REVISIONS.join(', ')}`,
    id === undefined ? {} : { id },
  )
}

/** The version of the client where it is spoken here, else the newest: the client decides whether it can do with that. */
function initialize(service: Service, { params }: RequestMessage): JsonText {
  const asked: JsonValue | undefined = member(params, 'protocolVersion')
  if (typeof asked !== 'string') throw invalidParams('"params.protocolVersion" must name the revision that the client speaks')
  const result: JsonObject = {
    protocolVersion: HANDSHAKE_REVISIONS.includes(asked) ? asked : HANDSHAKE_REVISIONS[0]!,
    capabilities: capabilitiesOf(service),
    serverInfo: { ...service.info },
    ...(service.instructions === undefined ? {} : { instructions: service.instructions }),
  }
  return JSON.stringify(result)
}
