import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createEngine } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Io } from '../src/io.ts'
import { loadDocuments } from '../src/load.ts'
import { differs, snapshotOf } from '../src/run/snapshot.ts'

const documentWith = (token: string, method = 'GET'): string => `naftiko: 1.0.0-alpha2
info: { label: "Ünïcode 🙂" }
capability:
  consumes:
    - type: http
      namespace: api
      baseUri: https://api.example.com
      authentication: { type: bearer, token: ${token} }
      resources: [{ path: /a, operations: [{ name: a, method: ${method} }] }]
  exposes:
    - { type: rest, namespace: rest, resources: [{ path: /a, operations: [{ method: GET, name: a, call: api.a }] }] }
`

let folder: string
let file: string
const io = {} as Io
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'naftiko-snapshot-'))
  file = path.join(folder, 'a.yaml')
})
afterEach(() => rmSync(folder, { recursive: true }))

async function taken(text: string) {
  writeFileSync(file, text)
  const engine = createEngine({ plugins: standardPlugins({ env: {} }) })
  const loaded = await loadDocuments(engine, { files: [file], empty: [] }, { strict: false })
  return { loaded, snapshot: await snapshotOf(io, [file], loaded, []) }
}

describe('what was read of a document', () => {
  it.each([
    ['that serves', documentWith('"{{TOKEN}}"')],
    ['with a secret in it', documentWith('ghp_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789')],
    ['with a secret in it that cannot be used', documentWith('ghp_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789', 'NONE')],
  ])('%s is the same until it changes', async (_, text) => {
    const { snapshot } = await taken(text)
    expect(await differs(io, [file], snapshot)).toBe(false)
    writeFileSync(file, `${text}# more\n`)
    expect(await differs(io, [file], snapshot)).toBe(true)
  })

  it('is shown without its secrets', async () => {
    const { loaded } = await taken(documentWith('ghp_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789'))
    expect(loaded.capabilities).toHaveLength(1)
    expect([...loaded.capabilities[0]!.sources.values()].join()).not.toContain('aBcDeF')
  })
})
