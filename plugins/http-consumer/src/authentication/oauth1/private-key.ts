import { createPrivateKey, type KeyObject } from 'node:crypto'
import { Unusable } from '../scheme.ts'

/**
 * Reads an RSA key in every form that a variable can carry: PEM, PEM whose line breaks were written as `\n`, PEM on one
 * line, and the same or DER (PKCS#8 or PKCS#1) in base64. Throws an `Unusable` otherwise.
 */
export function privateKeyOf(text: string, password?: string): KeyObject {
  const passphrase = password === undefined ? {} : { passphrase: password }
  const pem = pemOf(text) ?? pemOf(Buffer.from(text, 'base64').toString('latin1'))
  const der = Buffer.from(text, 'base64')
  const attempts = pem === undefined ? DER_FORMS.map((type) => ({ key: der, format: 'der' as const, type })) : [{ key: pem }]
  for (const attempt of attempts) {
    const key = attemptKey({ ...attempt, ...passphrase })
    if (key?.asymmetricKeyType === 'rsa') return key
  }
  throw new Unusable('its signing key is no RSA private key in PEM or base64; of a .p12 file, export the key as PEM first')
}

const DER_FORMS = ['pkcs8', 'pkcs1'] as const

function pemOf(text: string): string | undefined {
  const [, begin, content, end] =
    /(-----BEGIN [A-Z ]+-----)([\s\S]+?)(-----END [A-Z ]+-----)/.exec(text.replaceAll(String.raw`\n`, '\n')) ?? []
  // The headers of an encrypted PKCS#1 key have their own lines, which must stay.
  const lines = /:/.test(content ?? '') ? content!.trim() : (content ?? '').replaceAll(/\s+/g, '').replaceAll(/.{64}/g, '$&\n')
  return begin === undefined ? undefined : `${begin}\n${lines}\n${end}\n`
}

/** What OpenSSL says of a text that is no key could repeat some of it. */
function attemptKey(input: Parameters<typeof createPrivateKey>[0]): KeyObject | undefined {
  try {
    return createPrivateKey(input)
  } catch {
    return undefined
  }
}
