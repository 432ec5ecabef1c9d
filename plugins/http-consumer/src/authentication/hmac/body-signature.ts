import { isHeaderName } from '@naftiko/plugin-api'
import { createHmac, randomUUID } from 'node:crypto'
import { type WholeRequest, wholeRequest } from '../../gather.ts'
import { Incomplete, type Scheme, valuesOf, withHeaders } from '../scheme.ts'

/** One request, as far as signatures are made of it. */
interface Facts {
  readonly request: WholeRequest
  readonly url: URL
  readonly timestamp: string
  readonly nonce: string
}

/** What can be signed, by the words of `content`. */
const PARTS: Readonly<Record<string, (facts: Facts) => string | Uint8Array>> = {
  method: ({ request }) => request.method,
  host: ({ url }) => url.host,
  path: ({ url }) => url.pathname,
  query: ({ url }) => url.search.slice(1),
  target: ({ url }) => url.pathname + url.search,
  url: ({ url }) => url.href,
  timestamp: ({ timestamp }) => timestamp,
  nonce: ({ nonce }) => nonce,
  body: ({ request }) => request.body ?? '',
}
const HASHES = ['sha1', 'sha256', 'sha384', 'sha512'] as const
const ENCODINGS = ['hex', 'base64', 'base64url'] as const
const SECRET_ENCODINGS = { text: 'utf8', utf8: 'utf8', hex: 'hex', base64: 'base64' } as const

/** An HMAC over parts of the request, by default its body, in a header of its own. */
export const bodySignature: Scheme = (settings) => {
  const secret = settings.text('secret', 'apiKey', 'key')
  if (secret === undefined) throw new Incomplete('"secret" is missing')
  const headers = {
    signature: settings.word('header')!,
    timestamp: settings.word('timestampHeader'),
    nonce: settings.word('nonceHeader'),
    id: settings.word('idHeader'),
  }
  const id = settings.text('id', 'apiId')
  if (headers.id !== undefined && id === undefined) throw new Incomplete('"id" is missing, which goes into "idHeader"')
  const names = Object.values(headers).filter((name) => name !== undefined)
  for (const name of names) if (!isHeaderName(name)) throw new Incomplete(`"${name}" cannot be the name of a header`)
  const form = formOf(settings)
  const encoding = secretEncoding(settings)
  return {
    takes: names.map((name) => ({ in: 'header', name })),
    open: ({ running }) => {
      const values = valuesOf({ secret, id }, running)
      if (!values?.secret) return undefined
      const key = Buffer.from(values.secret, encoding)
      return async (request, send) => {
        const whole = await wholeRequest(request)
        const facts = { request: whole, url: new URL(whole.url), timestamp: form.now(), nonce: randomUUID() }
        const given = { signature: form.sign(key, facts), timestamp: facts.timestamp, nonce: facts.nonce, id: values.id ?? '' }
        return send(withHeaders(whole, headersOf(headers, given)))
      }
    },
  }
}

interface Form {
  now(): string
  sign(key: Buffer, facts: Facts): string
}

function formOf(settings: Parameters<Scheme>[0]): Form {
  const algorithm = (settings.word('algorithm') ?? 'sha256').toLowerCase().replaceAll(/hmac|[-_]/g, '')
  const hash = oneOf(HASHES, algorithm, 'algorithm')
  const encoding = oneOf(ENCODINGS, settings.word('encoding') ?? 'hex', 'encoding')
  const words = wordsOf(settings)
  const separator = settings.word('separator') ?? '\n'
  const prefix = settings.word('prefix') ?? ''
  const milliseconds = settings.word('timestampUnit') === 'ms'
  return {
    now: () => String(milliseconds ? Date.now() : Math.floor(Date.now() / 1000)),
    sign: (key, facts) => {
      const mac = createHmac(hash, key)
      for (const [index, word] of words.entries()) {
        if (index > 0) mac.update(separator)
        mac.update(PARTS[word]!(facts))
      }
      return prefix + mac.digest(encoding)
    },
  }
}

function wordsOf(settings: Parameters<Scheme>[0]): readonly string[] {
  const words = (settings.words('content') ?? [{ written: 'body' }]).flatMap(({ written }) => written.split(/[\s,]+/))
  const unknown = words.find((word) => !Object.hasOwn(PARTS, word))
  if (unknown !== undefined) throw new Incomplete(`"${unknown}" cannot be signed; "content" may have ${Object.keys(PARTS).join(', ')}`)
  return words
}

function oneOf<T extends string>(known: readonly T[], word: string, setting: string): T {
  const found = known.find((one) => one === word)
  if (found === undefined) throw new Incomplete(`"${setting}" must be one of ${known.join(', ')}`)
  return found
}

function secretEncoding(settings: Parameters<Scheme>[0]): BufferEncoding {
  const names = Object.keys(SECRET_ENCODINGS) as (keyof typeof SECRET_ENCODINGS)[]
  return SECRET_ENCODINGS[oneOf(names, settings.word('secretEncoding') ?? 'text', 'secretEncoding')]
}

function headersOf<Names extends string>(
  names: Readonly<Record<Names, string | undefined>>,
  values: Readonly<Record<Names, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries<string | undefined>(names).flatMap(([key, name]) =>
      name === undefined ? [] : [[name.toLowerCase(), values[key as Names]]],
    ),
  )
}
