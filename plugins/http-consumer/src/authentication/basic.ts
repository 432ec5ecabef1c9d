import { anonymous, type Scheme } from './scheme.ts'

/** `Authorization: Basic …`. An empty password is one: some APIs take their key as the user name. */
export const basic: Scheme = (settings) => {
  const username = settings.text('username', 'user')
  const password = settings.text('password')
  const needsPassword = settings.word('password') !== undefined
  return (running) => {
    const user = username(running)
    const secret = password(running)
    if (user === undefined || (needsPassword && secret === undefined)) return anonymous
    const header = `Basic ${Buffer.from(`${user}:${secret ?? ''}`, 'utf8').toString('base64')}`
    return ({ headers }) => {
      headers['authorization'] = header
    }
  }
}
