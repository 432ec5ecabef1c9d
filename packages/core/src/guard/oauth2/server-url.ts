import { isLoopback } from '../../loopback.ts'

/** Why this address may not be asked about credentials, or nothing. Plain HTTP would let anybody on the way decide who gets in. */
export function unsafeUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) return 'is no HTTP address'
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) return 'is not https, and plain http is accepted for this machine only'
  if (url.username !== '' || url.password !== '') return 'has a credential in it'
  return undefined
}

/** Issuers are compared as text, but for the slash at their end, which half of the world writes. */
export function withoutSlash(issuer: string): string {
  return issuer.endsWith('/') ? issuer.slice(0, -1) : issuer
}
