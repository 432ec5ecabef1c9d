import { takeAuthorization } from './credential.ts'
import { printable, quoted } from './quoted.ts'
import { same } from './same.ts'
import type { Scheme } from './scheme.ts'

/** `Authorization: Basic <base64 of username:password>`. */
export const basicScheme: Scheme = {
  required: [['username'], ['password']],
  unfit: (settings) => (settings.text('username').includes(':') ? 'a user name of basic authentication cannot contain ":"' : undefined),
  arm(settings) {
    const expected = `${settings.text('username')}:${settings.text('password')}`
    const challenge = `Basic realm=${quoted(printable(settings.text('realm')) || 'naftiko')}, charset="UTF-8"`
    return {
      check: (request) => {
        const given = takeAuthorization(request, 'basic')
        if (given !== undefined && same(Buffer.from(given, 'base64').toString('utf8'), expected)) return undefined
        return {
          status: 401,
          detail: given === undefined ? 'a user name and password are required' : 'the user name or the password is not valid',
          challenge,
        }
      },
    }
  },
}
