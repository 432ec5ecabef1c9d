import type { Running } from '../../scope.ts'
import { Incomplete, valuesOf } from '../scheme.ts'
import type { Settings } from '../settings.ts'

/** Who asks for a token. */
export interface ClientIdentity {
  readonly id?: string
  readonly secret?: string
  /** Where the secret goes: into the header, or into the form. Absent where the document leaves it open. */
  readonly place?: 'header' | 'body'
}

/** The identity in a running host; nothing when a variable in it has no value. */
export type ClientIdentityOf = (running: Running) => ClientIdentity | undefined

/** Reads who asks, and how it proves that. Throws an `Incomplete`. */
export function clientIdentityOf(settings: Settings, isNeeded: boolean): ClientIdentityOf {
  const texts = {
    id: settings.text('clientId', 'client_id', 'clientID'),
    secret: settings.text('clientSecret', 'client_secret'),
  }
  if (isNeeded && texts.id === undefined) throw new Incomplete('"clientId" is missing')
  if (isNeeded && texts.secret === undefined) throw new Incomplete('"clientSecret" is missing')
  const place = placeOf(settings.word('clientAuthentication', 'client_authentication', 'clientAuth', 'tokenEndpointAuthMethod'))
  return (running) => {
    const values = valuesOf(texts, running)
    const isEmpty = isNeeded && (values?.id === '' || values?.secret === '')
    return values === undefined || isEmpty ? undefined : { ...values, ...(place === undefined ? {} : { place }) }
  }
}

function placeOf(written: string | undefined): ClientIdentity['place'] {
  if (written === undefined) return undefined
  const word = written.toLowerCase().replaceAll(/[-_\s]/g, '')
  if (/^(?:basic|header|clientsecretbasic)$/.test(word)) return 'header'
  if (/^(?:body|post|form|clientsecretpost|none)$/.test(word)) return 'body'
  throw new Incomplete(`"clientAuthentication" is "${written}"; use basic or body`)
}

/** What the identity adds to a token request. A client without secret only says who it is. */
export function identified({ id, secret, place = 'header' }: ClientIdentity): {
  readonly headers: Readonly<Record<string, string>>
  readonly fields: Readonly<Record<string, string>>
} {
  if (id === undefined || id === '') return { headers: {}, fields: {} }
  if (secret === undefined || secret === '') return { headers: {}, fields: { client_id: id } }
  if (place === 'body') return { headers: {}, fields: { client_id: id, client_secret: secret } }
  const credential = Buffer.from(`${formEncode(id)}:${formEncode(secret)}`, 'utf8').toString('base64')
  return { headers: { authorization: `Basic ${credential}` }, fields: {} }
}

/** RFC 6749 wants both encoded as in forms; characters that forms may leave alone stay, for servers that forget to decode. */
function formEncode(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+')
}
