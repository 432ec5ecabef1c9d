import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { expect, it, onTestFinished } from 'vitest'
import { inRepository } from '../repository.ts'

/** More than a hundred, so that they wait until they are asked. */
const FEW = 105
const MANY = 135

/** Bytes on the heap with so many documents of the seed's size behind a gateway, after a collection of garbage. */
async function heapWith(documents: number): Promise<number> {
  const server = fork(inRepository('test/bench/servers/gateway.js'), ['http://127.0.0.1:1', String(documents)], {
    execArgv: ['--expose-gc'],
  })
  onTestFinished(() => void server.kill())
  await once(server, 'message')
  server.send('collect')
  const [{ heapUsed }] = (await once(server, 'message')) as [{ readonly heapUsed: number }]
  return heapUsed
}

/** Its nodes alone take five times that. Needs the build. */
it.runIf(existsSync(inRepository('packages/cli/dist/main.js')))(
  'a document that nobody has asked takes less than 64 KB',
  { timeout: 300_000 },
  async () => {
    const each = ((await heapWith(MANY)) - (await heapWith(FEW))) / (MANY - FEW)
    expect(each).toBeLessThan(64 * 1024)
  },
)
