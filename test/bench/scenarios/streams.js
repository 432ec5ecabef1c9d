// Goal 4: event streams.
import http from 'node:http'
import { compare, median } from '../lib/compare.js'
import { start, usageOf } from '../lib/processes.js'

export const title = 'event streams'

export async function run(options) {
  const { url } = await start('upstream.js')
  const [naftiko, pipe] = [await start('naftiko.js', url), await start('pipe.js', url)]
  const side = (server) => ({ server, request: { url: `${server.rest}/events` } })
  const perChunk = await compare(
    { title: '500 events each, beside a pipe', count: 400, ours: side(naftiko), baseline: side(pipe), goals: { cpu: 1.2 } },
    options,
  )
  return [perChunk, ...(await firstByte({ upstream: url, ours: naftiko.rest, pipe: pipe.rest }, options)), await many(naftiko, options)]
}

/** Time to the first event of an API that has one to tell now and then: without anything between, and through each, in turn. */
async function firstByte({ upstream, ...between }, { short }) {
  const times = { upstream: [], ours: [], pipe: [] }
  for (let index = 0; index < (short ? 10 : 300); index += 1) {
    for (const [name, url] of Object.entries({ upstream, ...between })) times[name].push(await timeOf(`${url}/ticks`))
  }
  const bare = median(times.upstream)
  const row = (name, title, goal = '') => ({ row: [title, (median(times[name]) - bare).toFixed(2), bare.toFixed(2), '', goal] })
  return [row('ours', 'first byte: ms added', '≤ 1'), row('pipe', 'first byte: ms added by a pipe')]
}

function timeOf(url) {
  return new Promise((resolve, reject) => {
    const begin = process.hrtime.bigint()
    http
      .get(url, { agent: false }, (response) => {
        response.once('data', () => {
          resolve(Number(process.hrtime.bigint() - begin) / 1e6)
          response.destroy()
        })
      })
      .on('error', reject)
  })
}

/** Streams that are open at once, each with an event every half second: what they cost in memory, and whether it grows. */
async function many(naftiko, { short }) {
  const count = short ? 50 : 1000
  const before = (await usageOf(naftiko)).memory
  const open = []
  const events = { count: 0 }
  for (let index = 0; index < count; index += 1) open.push(await opened(`${naftiko.rest}/ticks`, events))
  const samples = []
  for (let second = 0; second < (short ? 1 : 20); second += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1000))
    samples.push((await usageOf(naftiko)).memory)
  }
  for (const response of open) response.destroy()
  if (events.count < count) throw new Error(`only ${events.count} events came`)
  const megabytes = (bytes) => (bytes / 1e6).toFixed(0)
  const grown = samples.at(-1) - samples[Math.floor(samples.length / 2)]
  return { row: [`${count} at once: MB before, with them, grown`, megabytes(before), megabytes(samples.at(-1)), megabytes(grown), 'flat'] }
}

function opened(url, events) {
  return new Promise((resolve, reject) => {
    http
      .get(url, { agent: false }, (response) => {
        response.on('data', () => (events.count += 1))
        response.on('error', () => {})
        resolve(response)
      })
      .on('error', reject)
  })
}
