// Goal 4: event streams, beside what `pipe` of node:http does.
import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { median } from '../lib/compare.js'
import { start, usageOf } from '../lib/processes.js'
import { take } from '../lib/streams.js'

export const title = 'event streams'
export const head = ['', 'naftiko', 'pipe', '', 'goal']

export async function run(options) {
  const { url } = await start('events.js')
  const sides = { ours: await start('naftiko.js', url), pipe: await start('pipe.js', url) }
  return [
    await perEvent('CPU µs an event, as fast as they go', { streams: 16, pieces: 4000, everyMs: 0 }, sides, options),
    await perEvent('CPU µs an event, one every 5 ms', { streams: 32, pieces: 200, everyMs: 5 }, sides, options),
    await firstByte(url, sides, options),
    await many(sides, options),
  ]
}

/** CPU of the server for one event. */
async function perEvent(title, { streams, everyMs, ...given }, sides, { rounds, scale }) {
  const pieces = Math.max(10, Math.ceil(given.pieces * scale))
  const round = async (server) => {
    const before = await usageOf(server)
    const sizes = await Promise.all(Array.from({ length: streams }, () => take(`${server.rest}/events/${pieces}/${everyMs}`).done))
    const after = await usageOf(server)
    assert.equal(new Set(sizes).size, 1)
    return { cpu: (after.cpu - before.cpu) / streams / pieces, bytes: sizes[0] }
  }
  for (const server of Object.values(sides)) await round(server)
  const pairs = []
  for (let index = 0; index < rounds; index += 1) pairs.push({ ours: await round(sides.ours), pipe: await round(sides.pipe) })
  for (const { ours, pipe } of pairs) assert.equal(ours.bytes, pipe.bytes)
  const [ours, pipe] = ['ours', 'pipe'].map((side) => median(pairs.map((pair) => pair[side].cpu)))
  const ratio = median(pairs.map((pair) => pair.ours.cpu / pair.pipe.cpu))
  return { title, ours, pipe, ratio, row: [title, ours.toFixed(1), pipe.toFixed(1), `× ${ratio.toFixed(2)}`, '× 1.20'] }
}

/** How much later the first event comes than from the API itself, over a new connection each. */
async function firstByte(url, sides, { scale }) {
  const direct = { rest: url }
  const times = { direct: [], ours: [], pipe: [] }
  for (let index = 0; index < Math.max(5, 300 * scale); index += 1) {
    for (const [name, { rest }] of Object.entries({ direct, ...sides })) {
      const { first, done } = take(`${rest}/events/1/0`)
      times[name].push(await first)
      await done
    }
  }
  const [direct50, ours, pipe] = ['direct', 'ours', 'pipe'].map((name) => median(times[name]))
  const added = { ours: ours - direct50, pipe: pipe - direct50 }
  const title = 'ms until the first event, more than the API itself'
  return { title, ...added, row: [title, added.ours.toFixed(2), added.pipe.toFixed(2), '', '1.00'] }
}

/** Resident memory with many streams open at once: when all have begun, and when each has had many events. */
async function many({ ours, pipe }, { short }) {
  const [streams, pieces, everyMs] = short ? [50, 5, 50] : [1000, 40, 500]
  const memoryOf = async (server) => {
    const open = Array.from({ length: streams }, () => take(`${server.rest}/events/${pieces}/${everyMs}`))
    await Promise.all(open.map(({ first }) => first))
    const early = (await usageOf(server)).memory
    await delay(pieces * everyMs * 0.8)
    const late = (await usageOf(server)).memory
    const sizes = await Promise.all(open.map(({ done }) => done))
    assert.equal(new Set(sizes).size, 1)
    return { early, late }
  }
  const results = { ours: await memoryOf(ours), pipe: await memoryOf(pipe) }
  const shown = ({ early, late }) => `${(early / 1e6).toFixed(0)} → ${(late / 1e6).toFixed(0)}`
  const title = `MB with ${streams} streams open, first and last events`
  return { title, ...results, row: [title, shown(results.ours), shown(results.pipe), '', 'flat'] }
}
