import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { repository } from './repository.ts'

/** Those that other tests do not run in a short form of their own. */
const SCENARIOS = ['rest', 'mapped', 'mcp', 'streams']

/** Its figures mean nothing here: only that scenarios run, with equal answers of both sides where they compare them. */
it('the benchmark runs', { timeout: 300_000 }, () => {
  const run = spawnSync(process.execPath, ['test/bench/run.js', '--short', ...SCENARIOS], { cwd: repository, encoding: 'utf8' })
  expect({ status: run.status, stderr: run.stderr }).toMatchObject({ status: 0 })
  for (const name of SCENARIOS) expect(run.stdout).toContain(`\n${name}: `)
})
