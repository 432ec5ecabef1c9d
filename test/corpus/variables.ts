import { createHash, generateKeyPairSync } from 'node:crypto'

const rsaKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

/**
 * A value for a variable: hexadecimal digits, because some signatures want their keys so, or a private key where the name
 * asks for one.
 */
export function valueOf(variable: string): string {
  return /signing_?key|private_?key/i.test(variable) ? rsaKey : createHash('sha256').update(variable).digest('hex')
}
