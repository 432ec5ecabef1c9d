// Sends requests from a fixed number of connections for a fixed count, and counts what came back.
import { Client } from 'undici'

/**
 * @param {{ url: string, method?: string, headers?: Record<string, string>, body?: string, connections: number, count: number }} options
 * @returns {Promise<{ seconds: number, bytes: number }>}
 */
export async function load({ url, method = 'GET', headers = {}, body, connections, count }) {
  const { origin, pathname, search } = new URL(url)
  let left = count
  let bytes = 0
  const one = (client) =>
    new Promise((resolve, reject) => {
      client.dispatch(
        { path: pathname + search, method, headers, body },
        {
          onConnect() {},
          onHeaders(status) {
            if (status !== 200) reject(new Error(`status ${status}`))
            return true
          },
          onData(chunk) {
            bytes += chunk.length
            return true
          },
          onComplete: resolve,
          onError: reject,
        },
      )
    })
  const worker = async () => {
    const client = new Client(origin)
    while (left > 0) {
      left -= 1
      await one(client)
    }
    await client.close()
  }
  const started = process.hrtime.bigint()
  await Promise.all(Array.from({ length: connections }, worker))
  return { seconds: Number(process.hrtime.bigint() - started) / 1e9, bytes }
}
