import type { Scheme } from './scheme.ts'
import { same } from './same.ts'

/** `Authorization: Basic <base64 of username:password>`. */
export const basicCheck: Scheme = {
  credentials: ['username', 'password'],
  check(settings) {
    const expected = `${settings['username']}:${settings['password']}`
    return (request) => {
      const given = /^basic +([A-Za-z\d+/=_-]+)$/i.exec(request.headers.authorization ?? '')?.[1]
      delete request.headers.authorization
      if (given !== undefined && same(Buffer.from(given, 'base64').toString('utf8'), expected)) return undefined
      return { status: 401, detail: 'a user name and password are required', challenge: 'Basic realm="naftiko", charset="UTF-8"' }
    }
  },
}
