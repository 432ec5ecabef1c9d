import { headerValue, Incomplete, putHeader, type Scheme } from './scheme.ts'

/** `Authorization: Bearer <token>`. A setting that already begins with `Bearer` is taken as it is. */
export const bearer: Scheme = (settings) => {
  const token = settings.text('token', 'value')
  if (token === undefined) throw new Incomplete('"token" is missing')
  return {
    takes: [{ in: 'header', name: 'authorization' }],
    bind: (running) => {
      const value = headerValue(token, running)
      if (value === undefined) return undefined
      return putHeader('authorization', /^bearer /i.test(value) ? value : `Bearer ${value}`)
    },
  }
}
