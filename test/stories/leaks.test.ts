import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { inRepository, repository } from '../repository.ts'

interface Measured {
  readonly heapUsed: number
  /** What keeps the process alive: servers, sockets, timers. */
  readonly resources: readonly string[]
  /** Old hosts that were not collected. */
  readonly hosts: number
}

interface Row {
  readonly title: string
  readonly count: number
  readonly before: Measured
  readonly after: Measured
}

/** The short form of the benchmark's scenario: 100 streams that are left, 30 reloads, each twice. Needs the build. */
it.runIf(existsSync(inRepository('packages/cli/dist/main.js')))('nothing stays behind', { timeout: 300_000 }, async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'naftiko-leaks-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = path.join(folder, 'leaks.json')
  const { status, stderr } = spawnSync(process.execPath, ['test/bench/run.js', 'leaks', '--short', '--json', file], {
    cwd: repository,
    encoding: 'utf8',
  })
  expect([status, stderr]).toEqual([0, ''])
  const rows = (JSON.parse(readFileSync(file, 'utf8')) as { scenarios: { leaks: readonly Row[] } }).scenarios.leaks
  expect(rows.length).toBeGreaterThan(5)
  for (const { title, after, before } of rows) expect({ title, resources: after.resources }).toEqual({ title, resources: before.resources })
  const reloads = rows.find(({ title }) => title === 'reloads')!
  expect(reloads.count).toBeGreaterThanOrEqual(30)
  // The one before the last may still be held by the turn that let go of it.
  expect(reloads.after.hosts).toBeLessThanOrEqual(2)
  // A host, a stream or a request that stays takes more than this, each time.
  for (const { title, count, after, before } of rows)
    expect({ title, each: (after.heapUsed - before.heapUsed) / count < 30_000 }).toEqual({ title, each: true })
})
