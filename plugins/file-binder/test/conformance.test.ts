import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { binderConformance } from '@naftiko/testing'
import { describe, expect, it } from 'vitest'
import { fileBinder } from '../src/index.ts'

const file = path.join(await mkdtemp(path.join(tmpdir(), 'file-binder-')), 'secrets.yaml')
await writeFile(file, 'my-token: t\n')

describe('the contract of binders', () => {
  const checks = binderConformance({
    make: fileBinder,
    entry: { namespace: 'secrets', location: pathToFileURL(file).href, keys: { TOKEN: 'my-token' } },
    expected: { TOKEN: 't' },
  })

  it.each(checks)('$title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined()
  })
})
