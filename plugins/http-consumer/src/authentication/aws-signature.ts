import { createHash } from 'node:crypto'
import type { Credentials, RequestSigner } from 'aws4'
import { type Body, isBytes } from '../request.ts'
import type { UpstreamRequest } from '../exchange/client.ts'
import { gather, LARGEST_SIGNED, wholeRequest } from '../gather.ts'
import { Incomplete, type Scheme, valuesOf, withHeaders } from './scheme.ts'

/** What a signature is good for. */
export interface AwsScope {
  readonly region: string
  readonly service: string
}

/** The headers that are signed; what proxies on the way may rewrite is not among them. */
const SIGNED = /^(?:host|content-type|content-md5|x-amz-.+)$/

/**
 * Signature version 4 of Amazon Web Services. Without `accessKeyId` the usual variables are taken, `AWS_ACCESS_KEY_ID` and
 * `AWS_SECRET_ACCESS_KEY`.
 */
export const awsSignature: Scheme = (settings) => {
  const accessKeyId = settings.text('accessKeyId', 'accessKey', 'access_key_id')
  const texts = {
    accessKeyId: accessKeyId ?? settings.variable('AWS_ACCESS_KEY_ID'),
    secretAccessKey: settings.text('secretKey', 'secretAccessKey', 'secret_access_key') ?? settings.variable('AWS_SECRET_ACCESS_KEY'),
    sessionToken: settings.text('sessionToken', 'session_token'),
    region: settings.text('region', 'awsRegion'),
    service: settings.text('service', 'serviceName'),
  }
  for (const name of ['region', 'service'] as const) if (texts[name] === undefined) throw new Incomplete(`"${name}" is missing`)
  return {
    takes: ['authorization', 'x-amz-date', 'x-amz-security-token', 'x-amz-content-sha256'].map((name) => ({ in: 'header', name })),
    open: async ({ running }) => {
      const { region, service, ...known } = valuesOf(texts, running) ?? {}
      if (!known.accessKeyId || !known.secretAccessKey || !region || !service) return undefined
      // Whoever binds it has keys that are good for some hours only; nobody else needs it.
      const sessionToken = known.sessionToken ?? (accessKeyId === undefined ? running.variables['AWS_SESSION_TOKEN'] : undefined)
      const credentials = { ...known, ...(sessionToken ? { sessionToken } : {}) }
      const { RequestSigner: Signer } = await import('aws4')
      return async (request, send) => send(signed(await ready(request, service), { region, service }, credentials, Signer))
    },
  }
}

/** Only S3 takes bodies that are not signed, and only where nobody on the way can change them. */
async function ready(request: UpstreamRequest, service: string): Promise<UpstreamRequest> {
  if (service !== 's3' || !request.url.startsWith('https:') || request.body === undefined) return wholeRequest(request)
  return { ...request, body: await gather(request.body, LARGEST_SIGNED) }
}

/** The request with its signature. The path and query are signed as they are sent. */
export function signed(request: UpstreamRequest, scope: AwsScope, credentials: Credentials, Signer: typeof RequestSigner): UpstreamRequest {
  const { host, pathname, search } = new URL(request.url)
  const chosen = Object.entries({ ...request.headers, host }).filter(([name]) => SIGNED.test(name))
  // The signer gets the hash in place of the body: of a body it would guess a content type.
  const headers = { ...Object.fromEntries(chosen), [HASH]: hashOf(request.body) }
  const isHashSent = scope.service === 's3'
  const signer = new Signer(
    { ...scope, method: request.method, path: pathname + search, headers, ...(isHashSent ? {} : UNSENT) },
    credentials,
  )
  const {
    host: _,
    [HASH]: hash,
    ...added
  } = Object.fromEntries(Object.entries(signer.sign().headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)] as const))
  return withHeaders(request, { ...added, ...(isHashSent ? { [HASH]: String(hash) } : {}) })
}

const HASH = 'x-amz-content-sha256'
/** Only S3 wants to see the hash of the body as a header. */
const UNSENT: object = { extraHeadersToIgnore: { [HASH]: true } }

function hashOf(body: Body | undefined): string {
  if (body !== undefined && !isBytes(body)) return 'UNSIGNED-PAYLOAD'
  return createHash('sha256')
    .update(body ?? '')
    .digest('hex')
}
