import { createHmac, sign as signWith } from 'node:crypto'
import { percentEncode } from './base-string.ts'
import { privateKeyOf } from './private-key.ts'

/** A way to sign, with the name that requests give it. */
export interface SignatureMethod {
  readonly name: string
  /** The hash of the signature, and of the body where it is signed too. */
  readonly hash: 'sha1' | 'sha256' | 'sha512'
  readonly kind: 'shared-secret' | 'private-key'
}

/** What signs: secrets that both sides share, or a private key. */
export interface SigningMaterial {
  readonly consumerSecret?: string
  readonly tokenSecret?: string
  readonly signingKey?: string
  readonly keyPassword?: string
}

const METHODS: readonly SignatureMethod[] = [
  { name: 'HMAC-SHA1', hash: 'sha1', kind: 'shared-secret' },
  { name: 'HMAC-SHA256', hash: 'sha256', kind: 'shared-secret' },
  { name: 'HMAC-SHA512', hash: 'sha512', kind: 'shared-secret' },
  { name: 'RSA-SHA1', hash: 'sha1', kind: 'private-key' },
  { name: 'RSA-SHA256', hash: 'sha256', kind: 'private-key' },
  { name: 'RSA-SHA512', hash: 'sha512', kind: 'private-key' },
]

export const METHOD_NAMES: readonly string[] = METHODS.map(({ name }) => name)

/** The method of this name, whatever its case and separators. */
export function signatureMethod(name: string): SignatureMethod | undefined {
  const simple = (text: string): string => text.toUpperCase().replaceAll(/[-_\s]/g, '')
  return METHODS.find((method) => simple(method.name) === simple(name))
}

/** Text → signature in base64. Throws an `Unusable` when the key is none. */
export function signer({ kind, hash }: SignatureMethod, material: SigningMaterial): (text: string) => string {
  if (kind === 'private-key') {
    const key = privateKeyOf(material.signingKey ?? '', material.keyPassword)
    return (text) => signWith(hash, Buffer.from(text), key).toString('base64')
  }
  const key = `${percentEncode(material.consumerSecret ?? '')}&${percentEncode(material.tokenSecret ?? '')}`
  return (text) => createHmac(hash, key).update(text).digest('base64')
}
