import { anonymous, type Scheme } from './scheme.ts'

/** `Authorization: Bearer <token>`. */
export const bearer: Scheme = (settings) => {
  const token = settings.text('token', 'value')
  return (running) => {
    const known = token(running)
    if (known === undefined || known === '') return anonymous
    const header = `Bearer ${known}`
    return ({ headers }) => {
      headers['authorization'] = header
    }
  }
}
