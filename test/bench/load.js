// Sends requests from a fixed number of connections for a fixed count, and counts what came back.
import http from 'node:http'

/**
 * @param {{ url: string, method?: string, headers?: Record<string, string>, body?: string, connections: number, count: number }} options
 * @returns {Promise<{ seconds: number, bytes: number }>}
 */
export async function load({ url, method = 'GET', headers = {}, body, connections, count }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
  let left = count
  let bytes = 0
  const started = process.hrtime.bigint()
  const one = () =>
    new Promise((resolve, reject) => {
      const request = http.request(url, { method, headers, agent }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`))
        response.on('data', (chunk) => (bytes += chunk.length))
        response.on('end', resolve)
        response.on('error', reject)
      })
      request.on('error', reject)
      request.end(body)
    })
  const worker = async () => {
    while (left > 0) {
      left -= 1
      await one()
    }
  }
  await Promise.all(Array.from({ length: connections }, worker))
  agent.destroy()
  return { seconds: Number(process.hrtime.bigint() - started) / 1e9, bytes }
}
