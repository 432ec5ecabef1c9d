import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { createEngine } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { inRepository } from '../repository.ts'
import { describeReport } from './describe.ts'

const root = inRepository('test/broken')

/** Files that the documents import. */
const PARTS = /(?:^|\/)parts\//
/** One mistake each; here there are several, or one that is told at both of its ends. */
const SEVERAL = /^several\//

const documents = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml') && !PARTS.test(file))
  .toSorted()

const engine = createEngine({ plugins: standardPlugins({ env: {} }) })

describe('a broken document', () => {
  it.each(documents)('%s', async (document) => {
    const file = path.join(root, document)
    const report = await engine.validate(file)
    await expect(describeReport(report, file)).toMatchFileSnapshot(file.replace(/\.yaml$/, '.expected'))
  })

  it.each(documents)('%s is told the same by an engine that has not loaded AJV yet', async (document) => {
    const file = path.join(root, document)
    const fresh = createEngine({ plugins: standardPlugins({ env: {} }) })
    expect(await fresh.validate(file)).toEqual(await engine.validate(file))
  })

  it.each(documents)('%s has what its diagnostics say, and nothing that only follows from it', async (document) => {
    const { diagnostics } = await engine.validate(path.join(root, document))
    expect(diagnostics.length > 1).toBe(SEVERAL.test(document))
    expect(diagnostics.filter(({ hint }) => hint === undefined)).toEqual([])
    expect(diagnostics).not.toEqual([])
  })
})
