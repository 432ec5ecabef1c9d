import { takeAuthorization } from './credential.ts'
import { same } from './same.ts'
import type { Scheme } from './scheme.ts'

/** `Authorization: Bearer <token>`. */
export const bearerScheme: Scheme = {
  required: [['token', 'value']],
  arm(settings) {
    const expected = settings.text('token', 'value')
    return {
      check: (request) => {
        const given = takeAuthorization(request, 'bearer')
        if (given !== undefined && same(given, expected)) return undefined
        const error = given === undefined ? '' : ', error="invalid_token"'
        return {
          status: 401,
          detail: given === undefined ? 'a bearer token is required' : 'the bearer token is not valid',
          challenge: `Bearer realm="naftiko"${error}`,
        }
      },
    }
  },
}
