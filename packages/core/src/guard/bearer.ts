import { credentialIn, type Scheme } from './scheme.ts'
import { same } from './same.ts'

/** `Authorization: Bearer <token>`. */
export const bearerCheck: Scheme = {
  credentials: ['token'],
  check(settings) {
    const expected = credentialIn(settings, 'token')
    return (request) => {
      const given = /^bearer +(.+)$/i.exec(request.headers.authorization ?? '')?.[1]
      delete request.headers.authorization
      if (given !== undefined && same(given, expected)) return undefined
      const error = given === undefined ? '' : ', error="invalid_token"'
      return {
        status: 401,
        detail: given === undefined ? 'a bearer token is required' : 'the bearer token is not valid',
        challenge: `Bearer realm="naftiko"${error}`,
      }
    }
  },
}
