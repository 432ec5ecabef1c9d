import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
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
