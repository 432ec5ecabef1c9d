import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it, onTestFinished } from 'vitest'
import { createEngine } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { json, upstream } from '@naftiko/testing'
import { inRepository } from '../repository.ts'

const SEED = readFileSync(inRepository('capabilities/openrouter.yaml'), 'utf8')
const COUNT = 100

/** The seed under other names, calling an API of its own. */
function renamed(index: number, baseUri: string): string {
  return SEED.replaceAll('namespace: openrouter', `namespace: openrouter${index}`)
    .replaceAll('call: openrouter.', `call: openrouter${index}.`)
    .replace('https://openrouter.ai/api/v1', `${baseUri}/${index}`)
}

it('a hundred documents behind one listener: each request reaches its own', { timeout: 120_000 }, async () => {
  const indexes = Array.from({ length: COUNT }, (_, index) => index)
  const api = await upstream(Object.fromEntries(indexes.map((index) => [`GET /${index}/models`, json({ data: [index] })])))
  const engine = createEngine({ plugins: standardPlugins({ env: { OPENROUTER_TOKEN: 'token' } }) })
  const capabilities = await Promise.all(
    indexes.map((index) => engine.load({ name: `${index}.yaml`, text: renamed(index, api.url) }, { strict: true })),
  )
  const host = engine.host(capabilities, { gateway: 0 })
  await host.start()
  try {
    expect(host.endpoints).toHaveLength(2 * COUNT)
    const origin = new URL((host.endpoints[0] as { url: string }).url).origin
    for (const index of indexes) expect(await (await fetch(`${origin}/openrouter${index}-rest/models`)).json()).toEqual({ data: [index] })
    // Its length would tell, and cost, more with each document.
    const refused = (await (await fetch(`${origin}/openrouter${COUNT}-rest/models`)).json()) as { detail: string }
    expect(refused.detail).toContain('/openrouter0-rest')
    expect(refused.detail).toContain(`and ${2 * COUNT - 20} more`)
  } finally {
    await host.stop()
  }
})

const bin = inRepository('packages/cli/bin/naftiko.js')

it.runIf(existsSync(inRepository('packages/cli/dist/main.js')))(
  'a folder of more than a hundred: each is there from its first request on',
  { timeout: 120_000 },
  async () => {
    const api = await upstream(Object.fromEntries([0, 119].map((index) => [`GET /${index}/models`, json({ data: [index] })])))
    const folder = await mkdtemp(path.join(os.tmpdir(), 'naftiko-many-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    for (let index = 0; index < 120; index += 1) await writeFile(path.join(folder, `${index}.yaml`), renamed(index, api.url))
    const run = spawn(process.execPath, [bin, 'run', folder, '--gateway', '0', '--json'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, OPENROUTER_TOKEN: 'token' },
    })
    onTestFinished(() => void run.kill('SIGKILL'))
    const [line] = (await once(createInterface(run.stdout), 'line')) as [string]
    const { capabilities } = JSON.parse(line) as { capabilities: readonly { endpoints: readonly { namespace: string; url: string }[] }[] }
    const urlOf = (namespace: string): string =>
      capabilities.flatMap(({ endpoints }) => endpoints).find((one) => one.namespace === namespace)!.url
    for (const index of [0, 119])
      expect(await (await fetch(`${urlOf(`openrouter${index}-rest`)}/models`)).json()).toEqual({ data: [index] })
    run.kill('SIGTERM')
    expect(await once(run, 'exit')).toEqual([0, null])
    await api.close()
  },
)
