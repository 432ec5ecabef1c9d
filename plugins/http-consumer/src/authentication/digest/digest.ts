import { isHeaderText } from '@naftiko/plugin-api'
import type { UpstreamRequest, UpstreamResponse } from '../../exchange/client.ts'
import { gather } from '../../gather.ts'
import { isReplayable } from '../../request.ts'
import { Incomplete, type Exchange, type Scheme, type Send, valuesOf, withHeaders } from '../scheme.ts'
import { parseChallenges, parseParameters } from './challenge.ts'
import { type DigestCredential, DigestSession } from './session.ts'

/** Bodies up to this size are held, so that they can be sent again when the server asks for another answer. */
const LARGEST_HELD = 1024 * 1024

/** `Authorization: Digest …` (RFC 7616): the password never travels, and each request proves that it is known. */
export const digest: Scheme = (settings) => {
  const texts = { username: settings.text('username', 'user'), password: settings.text('password') }
  if (texts.username === undefined) throw new Incomplete('"username" is missing')
  if (texts.password === undefined) throw new Incomplete('"password" is missing')
  return {
    takes: [{ in: 'header', name: 'authorization' }],
    open: ({ running }) => {
      const { username, password } = valuesOf(texts, running) ?? {}
      return username === undefined || password === undefined ? undefined : exchangeWith({ username, password })
    },
  }
}

/** Sends with the session there is, and once more when the server asks for another. */
function exchangeWith(credential: DigestCredential): Exchange {
  let session: DigestSession | undefined
  const sendWith = async (used: DigestSession | undefined, request: UpstreamRequest, send: Send): Promise<UpstreamResponse> => {
    const response = await send(used === undefined ? request : withHeaders(request, { authorization: used.authorization(request) }))
    const nonce = response.status === 401 ? undefined : nextNonce(response)
    if (nonce !== undefined && session === used) session = used?.renewed(nonce)
    return response
  }
  return async (request, send) => {
    const { body, ...rest } = request
    const ready = body === undefined ? request : { ...rest, body: await gather(body, LARGEST_HELD) }
    const used = session
    const first = await sendWith(used, ready, send)
    if (first.status !== 401) return first
    const next = sessionAfter(first, used, credential)
    session = next
    if (next === undefined || !isReplayable(ready.body)) return first
    first.body.discard()
    const second = await sendWith(next, ready, send)
    // The password is wrong: the next call asks anew, and does not try it twice.
    if (second.status === 401 && session === next) session = undefined
    return second
  }
}

/** None when the answer to this very nonce was refused: asking again would not change that. */
function sessionAfter(
  { headers }: UpstreamResponse,
  used: DigestSession | undefined,
  credential: DigestCredential,
): DigestSession | undefined {
  const challenges = parseChallenges(textOf(headers['www-authenticate']))
  const next = DigestSession.answering(challenges, credential)
  return next !== undefined && next.nonce === used?.nonce ? undefined : next
}

function nextNonce({ headers }: UpstreamResponse): string | undefined {
  const information = textOf(headers['authentication-info'])
  const nonce = information === '' ? undefined : parseParameters(information).get('nextnonce')
  return nonce === undefined || nonce === '' || !isHeaderText(nonce) ? undefined : nonce
}

function textOf(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' ? header : (header ?? []).join(', ')
}
