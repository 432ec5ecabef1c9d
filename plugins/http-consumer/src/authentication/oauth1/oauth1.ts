import { createHash, randomBytes } from 'node:crypto'
import { type WholeRequest, wholeRequest } from '../../gather.ts'
import { type Credential, Incomplete, type Scheme, valuesOf, withHeaders } from '../scheme.ts'
import { type Pairs, percentEncode, baseString } from './base-string.ts'
import { METHOD_NAMES, type SignatureMethod, signatureMethod, signer } from './signature-method.ts'

const FORM = 'application/x-www-form-urlencoded'

/** What signed requests say of who signs. */
interface Identity {
  readonly consumerKey: string
  readonly token?: string
  readonly realm?: string
  readonly method: SignatureMethod
  readonly sign: (text: string) => string
}

/**
 * OAuth 1.0 request signatures (RFC 5849): with secrets that both sides share, or with an RSA key, in which case the body
 * is signed too (`oauth_body_hash`), as Mastercard wants it.
 */
export const oauth1: Scheme = (settings) => {
  const texts = {
    consumerKey: settings.text('consumerKey', 'consumer_key', 'key'),
    consumerSecret: settings.text('consumerSecret', 'consumer_secret'),
    token: settings.text('token', 'accessToken', 'oauthToken'),
    tokenSecret: settings.text('tokenSecret', 'token_secret', 'accessTokenSecret'),
    signingKey: settings.text('signingKey', 'signing_key', 'privateKey'),
    keyPassword: settings.text('signingKeyPassword', 'keyPassword', 'keyStorePassword'),
    realm: settings.text('realm'),
  }
  if (texts.consumerKey === undefined) throw new Incomplete('"consumerKey" is missing')
  const method = methodOf(settings.word('signatureMethod', 'signature_method'), texts.signingKey !== undefined)
  if (method.kind === 'private-key' && texts.signingKey === undefined) throw new Incomplete('"signingKey" is missing, an RSA key as PEM')
  if (method.kind === 'shared-secret' && texts.consumerSecret === undefined)
    throw new Incomplete('"consumerSecret" is missing, or a "signingKey" in its place')
  return {
    takes: [{ in: 'header', name: 'authorization' }],
    open: ({ running }): ReturnType<NonNullable<Credential['open']>> => {
      const { consumerKey, token, realm, ...material } = valuesOf(texts, running) ?? {}
      if (consumerKey === undefined || consumerKey === '') return undefined
      const identity: Identity = {
        consumerKey,
        method,
        sign: signer(method, material),
        ...(token === undefined || token === '' ? {} : { token }),
        ...(realm === undefined ? {} : { realm }),
      }
      return async (request, send) => {
        const whole = await wholeRequest(request)
        return send(withHeaders(whole, { authorization: authorization(whole, identity) }))
      }
    },
  }
}

function methodOf(written: string | undefined, hasKey: boolean): SignatureMethod {
  const method = signatureMethod(written ?? (hasKey ? 'RSA-SHA256' : 'HMAC-SHA1'))
  if (method === undefined) throw new Incomplete(`"${written}" is no signature method; use one of ${METHOD_NAMES.join(', ')}`)
  return method
}

function authorization(request: WholeRequest, identity: Identity): string {
  const url = new URL(request.url)
  const form = request.headers['content-type']?.toLowerCase().startsWith(FORM) === true
  const own = [...parametersOf(identity), ...(form ? [] : bodyHash(request.body, identity.method))]
  const fields = form && request.body !== undefined ? [...new URLSearchParams(Buffer.from(request.body).toString('utf8'))] : []
  const signature = identity.sign(baseString(request.method, url, [...url.searchParams, ...fields, ...own]))
  const realm = identity.realm === undefined ? [] : [`realm="${identity.realm.replaceAll(/["\\]/g, String.raw`\$&`)}"`]
  const pairs = [...own, ['oauth_signature', signature] as const].map(([name, value]) => `${name}="${percentEncode(value)}"`)
  return `OAuth ${[...realm, ...pairs].join(', ')}`
}

function parametersOf({ consumerKey, token, method }: Identity): Pairs {
  return [
    ['oauth_consumer_key', consumerKey],
    ['oauth_nonce', randomBytes(16).toString('hex')],
    ['oauth_signature_method', method.name],
    ['oauth_timestamp', String(Math.floor(Date.now() / 1000))],
    ...(token === undefined ? [] : [['oauth_token', token] as const]),
    ['oauth_version', '1.0'],
  ]
}

/** The fields of a form are signed one by one; any other body by its hash, also when there is none. */
function bodyHash(body: Uint8Array | undefined, { kind, hash }: SignatureMethod): Pairs {
  if (kind !== 'private-key') return []
  return [
    [
      'oauth_body_hash',
      createHash(hash)
        .update(body ?? '')
        .digest('base64'),
    ],
  ]
}
