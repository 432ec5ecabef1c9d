import { isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import { member } from '../../json.ts'
import { metaOf, type RequestMessage } from '../../protocol/messages.ts'
import { ERROR, ProtocolError, type RequestId } from '../../protocol/protocol-error.ts'
import { META, STATELESS_ERROR, STATELESS_REVISIONS } from './names.ts'

/** The revision that a message says it is of; `undefined` when it says nothing, which makes it one of another era. */
export function claimedVersion(params: JsonValue | undefined): JsonValue | undefined {
  return isObject(params) ? member(metaOf(params), META.version) : undefined
}

/** Throws a `ProtocolError` that names what a request does not say about itself, or says wrongly. */
export function checkEnvelope({ id, params }: RequestMessage): void {
  const meta = metaOf(params)
  if (meta === undefined) throw incomplete('"params._meta" is missing', ['_meta'], id)
  const missing = [META.version, META.clientCapabilities].filter((name) => member(meta, name) === undefined)
  if (missing.length > 0) throw incomplete(`"params._meta" lacks ${missing.map((name) => `"${name}"`).join(' and ')}`, missing, id)
  const wrong = wrongMember(meta)
  if (wrong !== undefined) throw incomplete(`"${wrong}" in "params._meta" must be ${FORMS[wrong]}`, [], id)
}

/** Throws a `ProtocolError` for a revision that is not spoken here. */
export function checkVersion({ id, params }: RequestMessage): void {
  const requested = claimedVersion(params) as string
  if (STATELESS_REVISIONS.includes(requested)) return
  throw new ProtocolError(
    STATELESS_ERROR.unsupportedVersion,
    `protocol version ${requested} is not supported; supported are ${STATELESS_REVISIONS.join(', ')}`,
    { data: { supported: STATELESS_REVISIONS, requested }, id, status: 400 },
  )
}

const FORMS: Readonly<Record<string, string>> = {
  [META.version]: 'a text',
  [META.clientCapabilities]: 'an object',
  [META.clientInfo]: 'an object with a "name" and a "version"',
}

function wrongMember(meta: JsonObject): string | undefined {
  if (typeof member(meta, META.version) !== 'string') return META.version
  if (!isObject(member(meta, META.clientCapabilities))) return META.clientCapabilities
  const info = member(meta, META.clientInfo)
  const isKnown = info === undefined || (typeof member(info, 'name') === 'string' && typeof member(info, 'version') === 'string')
  return isKnown ? undefined : META.clientInfo
}

function incomplete(message: string, missing: readonly string[], id: RequestId): ProtocolError {
  const data = missing.length === 0 ? {} : { data: { envelope: { missing } } }
  return new ProtocolError(ERROR.invalidParams, message, { ...data, id, status: 400 })
}
