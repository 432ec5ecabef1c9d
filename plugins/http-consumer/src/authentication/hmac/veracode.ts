import { createHmac, randomBytes } from 'node:crypto'
import { Incomplete, type Scheme, Unusable, valuesOf, withHeaders } from '../scheme.ts'

const NAME = 'VERACODE-HMAC-SHA-256'
const VERSION = 'vcode_request_version_1'

/** The scheme of Veracode: a key that is derived for every request signs its method, host and address. */
export const veracode: Scheme = (settings) => {
  const texts = { id: settings.text('apiId', 'api_id', 'id'), key: settings.text('apiKey', 'api_key', 'key') }
  if (texts.id === undefined) throw new Incomplete('"apiId" is missing')
  if (texts.key === undefined) throw new Incomplete('"apiKey" is missing')
  return {
    takes: [{ in: 'header', name: 'authorization' }],
    open: ({ running }) => {
      const { id, key } = valuesOf(texts, running) ?? {}
      if (!id || !key) return undefined
      const credential = { id: withoutRegion(id), key: keyOf(key) }
      return (request, send) =>
        send(withHeaders(request, { authorization: authorization(request.method, new URL(request.url), credential) }))
    },
  }
}

interface VeracodeCredential {
  readonly id: string
  readonly key: Buffer
}

function authorization(method: string, { hostname, pathname, search }: URL, { id, key }: VeracodeCredential): string {
  const nonce = randomBytes(16)
  const timestamp = String(Date.now())
  const derived = mac(mac(mac(key, nonce), timestamp), VERSION)
  const signature = mac(derived, `id=${id.toLowerCase()}&host=${hostname}&url=${pathname}${search}&method=${method}`)
  return `${NAME} id=${id},ts=${timestamp},nonce=${nonce.toString('hex')},sig=${signature.toString('hex')}`
}

function mac(key: Buffer, data: string | Buffer): Buffer {
  return createHmac('sha256', key).update(data).digest()
}

/** Credentials of some regions begin with its name, such as `vera01ei-`, which is no part of them. */
function withoutRegion(text: string): string {
  return text.slice(text.lastIndexOf('-') + 1)
}

function keyOf(text: string): Buffer {
  const digits = withoutRegion(text)
  if (!/^(?:[\da-f]{2})+$/i.test(digits)) throw new Unusable('its "apiKey" is not made of hexadecimal digits')
  return Buffer.from(digits, 'hex')
}
