// Takes event streams, and counts what arrives.
import { Client } from 'undici'

/** Milliseconds since some time. */
export const clock = () => Number(process.hrtime.bigint()) / 1e6

/**
 * Opens one stream.
 *
 * @param {string} url
 * @returns {{ first: Promise<number>, done: Promise<number> }} when its first byte came, after so many ms, and how many bytes it had
 */
export function take(url) {
  const { origin, pathname } = new URL(url)
  const client = new Client(origin, { headersTimeout: 0, bodyTimeout: 0 })
  const begun = clock()
  let began
  let bytes = 0
  const first = new Promise((resolve) => (began = resolve))
  const done = new Promise((resolve, reject) => {
    client.dispatch(
      { path: pathname, method: 'GET' },
      {
        onConnect() {},
        onHeaders(status) {
          if (status !== 200) reject(new Error(`status ${status}`))
          return true
        },
        onData(chunk) {
          if (bytes === 0) began(clock() - begun)
          bytes += chunk.length
          return true
        },
        onComplete: () => resolve(bytes),
        onError: reject,
      },
    )
  }).finally(() => client.destroy())
  return { first, done }
}
