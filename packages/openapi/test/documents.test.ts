import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createEngine } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { describe, expect, it } from 'vitest'
import { importOpenApi } from '../src/index.ts'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
/** Published documents, which are no part of the repository. */
const folder = ['../shared/openapi', '../../shared/openapi']
  .map((place) => path.resolve(repository, place))
  .find((place) => existsSync(place))
const files = folder === undefined ? [] : readdirSync(folder).filter((file) => isOpenApi(path.join(folder, file)))

function isOpenApi(file: string): boolean {
  return /^["']?(?:openapi|swagger)["']?\s*:/m.test(readFileSync(file, 'utf8').slice(0, 4000))
}

const engine = createEngine({ plugins: standardPlugins() })

describe.skipIf(folder === undefined)(
  `published documents (${folder ?? 'skipped: there is no ../shared/openapi beside the repository'})`,
  () => {
    it.each(files)('%s becomes a capability without a finding, which runs', { timeout: 60_000 }, async (file) => {
      const source = path.join(folder!, file)
      const { text, operations } = await importOpenApi(readFileSync(source, 'utf8'), { expose: ['rest', 'mcp'], source })
      const capability = await engine.load({ text }, { strict: true })
      expect(capability.diagnostics).toEqual([])
      expect(capability.graph.nodes.filter(({ kind }) => kind === 'operation')).toHaveLength(operations)
      const host = engine.host([capability], { expose: false })
      await host.start()
      await host.stop()
    })
  },
)
