// Ours beside a baseline: alternating rounds, and the median of the ratios, so that a noisy machine disturbs both alike.
import assert from 'node:assert/strict'
import { load } from './load.js'
import { usageOf } from './processes.js'

const CONNECTIONS = 32

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

/** Half of the distance between the quartiles: how far the ratios lie apart. */
const spread = (values) => {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[Math.floor(sorted.length * 0.75)] - sorted[Math.floor(sorted.length * 0.25)]) / 2
}

/**
 * @param {{ title: string, count: number, ours: Side, baseline: Side, sameAnswer?: boolean, goals?: Record<string, number> }} one
 *   `count` requests a round. Goals: `cpu` at most, `throughput` at least, as ratios.
 * @typedef {{ server: { child: import('node:child_process').ChildProcess }, request: { url: string, method?: string, headers?: Record<string, string>, body?: string } }} Side
 */
export async function compare({ title, count, ours, baseline, sameAnswer = false, goals = {} }, { rounds, scale }) {
  if (sameAnswer) assert.deepEqual(await answerOf(ours), await answerOf(baseline))
  const requests = Math.max(CONNECTIONS, Math.ceil(count * scale))
  for (const side of [ours, baseline]) await round(side, Math.ceil(requests / 2))
  const pairs = []
  for (let index = 0; index < rounds; index += 1)
    pairs.push({ ours: await round(ours, requests), baseline: await round(baseline, requests) })
  const ratios = (key) => pairs.map((pair) => pair.ours[key] / pair.baseline[key])
  return {
    title,
    cpuMicros: { ours: median(pairs.map((pair) => pair.ours.cpu)), baseline: median(pairs.map((pair) => pair.baseline.cpu)) },
    cpu: { ratio: median(ratios('cpu')), spread: spread(ratios('cpu')), goal: goals.cpu },
    throughput: { ratio: median(ratios('perSecond')), spread: spread(ratios('perSecond')), goal: goals.throughput },
    memory: { ours: (await usageOf(ours.server)).memory, baseline: (await usageOf(baseline.server)).memory },
  }
}

async function round({ server, request }, count) {
  const before = await usageOf(server)
  const { seconds } = await load({ ...request, count, connections: CONNECTIONS })
  const after = await usageOf(server)
  return { perSecond: count / seconds, cpu: (after.cpu - before.cpu) / count }
}

async function answerOf({ request: { url, ...init } }) {
  return (await fetch(url, init)).json()
}
