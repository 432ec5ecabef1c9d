import { bodySignature } from './body-signature.ts'
import type { Scheme } from '../scheme.ts'
import { veracode } from './veracode.ts'

/** Signatures with a shared secret: those of Veracode, or with a `header` and a `secret` those of anybody who signs simply. */
export const hmac: Scheme = (settings) => (settings.word('header') === undefined ? veracode(settings) : bodySignature(settings))
