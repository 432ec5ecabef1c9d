import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { repository } from './repository.ts'

/** Its figures mean nothing here: only that every scenario runs, with equal answers of both sides where it compares them. */
it('the benchmark runs', { timeout: 300_000 }, () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['test/bench/run.js', '--short'], { cwd: repository, encoding: 'utf8' })
  expect({ status, stderr }).toMatchObject({ status: 0 })
  for (const file of readdirSync(`${repository}/test/bench/scenarios`)) expect(stdout).toContain(`\n${file.replace(/\.js$/, '')}: `)
})
