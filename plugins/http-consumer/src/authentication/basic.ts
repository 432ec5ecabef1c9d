import { Incomplete, putHeader, type Scheme } from './scheme.ts'

/** `Authorization: Basic …`. An absent or empty password is one: some APIs take their key as the user name. */
export const basic: Scheme = (settings) => {
  const username = settings.text('username', 'user')
  const password = settings.text('password')
  if (username === undefined) throw new Incomplete('"username" is missing')
  return {
    takes: [{ in: 'header', name: 'authorization' }],
    bind: (running) => {
      const user = username(running)
      const secret = password === undefined ? '' : password(running)
      if (user === undefined || secret === undefined) return undefined
      return putHeader('authorization', `Basic ${Buffer.from(`${user}:${secret}`, 'utf8').toString('base64')}`)
    },
  }
}
