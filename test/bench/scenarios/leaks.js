// Goal 8: what stays behind after load, reloads, and callers and upstreams that leave in the middle.
//
// Each row does the same twice: the first time fills pools, caches and compiled code, the second shows what grows with use.
// BENCH_MINUTES adds a row of so many minutes at load.
import http from 'node:http'
import { load } from '../lib/load.js'
import { start } from '../lib/processes.js'

export const title = 'what stays after a collection of garbage'
export const head = ['', 'times', 'heap MB', 'growth KB', 'KB a time', 'handles', 'before', 'old hosts', 'RSS MB']

const CONNECTIONS = 16

/** `times` jobs, so many of them at once. */
async function many(times, job) {
  let left = times
  const worker = async () => {
    while (left > 0) {
      left -= 1
      await job()
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, worker))
}

/** Reads until something has come, and leaves. */
const abortStream =
  (url, options = {}, body) =>
  () =>
    new Promise((resolve) => {
      const request = http.request(url, { agent: false, ...options }, (response) => {
        response.once('data', () => request.destroy())
        response.on('error', () => {})
      })
      request.on('error', () => {})
      request.once('close', resolve)
      request.end(body)
    })

/** Announces more than it sends, and leaves. */
const abortUpload = (url) => () =>
  new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': 100_000 }
    const request = http.request(url, { agent: false, method: 'POST', headers })
    request.on('error', () => {})
    request.once('close', resolve)
    request.write('{"a":', () => setTimeout(() => request.destroy(), 1))
  })

/** Takes any answer. */
const ask = (url) => () =>
  new Promise((resolve) => {
    const request = http.get(url, { agent: false }, (response) => {
      response.resume()
      response.once('close', resolve)
    })
    request.once('error', resolve)
  })

const tool = (name) => [
  {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
  },
  JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: {}, _meta: { progressToken: 1 } } }),
]

export async function run({ scale, short }) {
  const { url } = await start('unsteady.js')
  const server = await start('leaks.js', url)
  const measure = (message = {}) =>
    new Promise((resolve) => {
      server.child.once('message', resolve)
      server.child.send(message)
    })
  const times = (count) => Math.max(short ? 100 : CONNECTIONS, Math.ceil(count * scale))
  const [options, body] = tool('small')
  const rows = [
    ['requests', times(10_000), (count) => load({ url: `${server.rest}/small`, connections: CONNECTIONS, count })],
    ['requests that are mapped', times(10_000), (count) => load({ url: `${server.rest}/mapped`, connections: CONNECTIONS, count })],
    ['calls of a tool', times(5_000), (count) => load({ url: server.mcp, ...options, body, connections: CONNECTIONS, count })],
    ['streams that are left', times(5_000), (count) => many(count, abortStream(`${server.rest}/stream`))],
    ['calls that are left', times(1_000), (count) => many(count, abortStream(server.mcp, ...tool('stream')))],
    ['uploads that are left', times(1_000), (count) => many(count, abortUpload(`${server.rest}/upload`))],
    ['upstreams that hang up', times(1_000), (count) => many(count, ask(`${server.rest}/reset`))],
    ['reloads', Math.max(30, Math.ceil(500 * scale)), (count) => measure({ reloads: count })],
  ]
  const results = []
  for (const [what, count, act] of rows) {
    await act(count)
    const before = await measure()
    await act(count)
    const after = await measure()
    results.push(resultOf(what, count, before, after))
  }
  if (!short && process.env.BENCH_MINUTES !== undefined) results.push(await longRun(Number(process.env.BENCH_MINUTES), server, measure))
  return results
}

/** Everything that answers, in turn, for minutes. */
async function longRun(minutes, server, measure) {
  const until = performance.now() + minutes * 60_000
  const before = await measure()
  let count = 0
  while (performance.now() < until) {
    await load({ url: `${server.rest}/small`, connections: CONNECTIONS, count: 2_000 })
    await load({ url: `${server.rest}/mapped`, connections: CONNECTIONS, count: 2_000 })
    await many(200, abortStream(`${server.rest}/stream`))
    count += 4_200
  }
  return resultOf(`${minutes} minutes at load`, count, before, await measure())
}

function resultOf(what, count, before, after) {
  const growth = (after.heapUsed - before.heapUsed) / 1024
  const row = [
    what,
    String(count),
    (after.heapUsed / 1e6).toFixed(1),
    growth.toFixed(0),
    (growth / count).toFixed(3),
    String(after.resources.length),
    String(before.resources.length),
    String(after.hosts),
    (after.rss / 1e6).toFixed(0),
  ]
  return { title: what, count, before, after, growthKilobytes: growth, row }
}
