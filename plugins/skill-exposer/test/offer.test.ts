import { symlink } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codesOf, folderWith, remove, served, type Served } from './served.ts'

const IMAGE = new Uint8Array([137, 80, 78, 71, 0, 255])

interface Answer {
  readonly result: { readonly resources?: readonly { readonly uri: string }[]; readonly contents?: readonly Record<string, string>[] }
  readonly error?: { readonly code: number; readonly message: string }
}

let base: string

beforeAll(async () => {
  base = await folderWith({
    'secret.txt': 'a secret of the machine',
    'fleet/SKILL.md': '---\nname: other\nowner: harbour\n---\n# Fleet\n\nAsk for the number first.\n',
    'fleet/guides/über uns.md': 'Höllo',
    'fleet/image.png': IMAGE,
    'fleet/.env': 'TOKEN=hidden',
    'fleet/how.md': 'How.',
  })
  await symlink(path.join(base, 'secret.txt'), path.join(base, 'fleet/leak.txt'))
  await symlink(base, path.join(base, 'fleet/out'))
})
afterAll(() => remove(base))

const SKILLS = {
  type: 'skill',
  namespace: 'yard skills',
  skills: [
    {
      name: 'fleet',
      description: 'Ships: all of them.',
      license: 'Apache-2.0',
      'allowed-tools': ['list-ships', 'get-ship'],
      metadata: { version: '2' },
      location: 'file:///./fleet',
      tools: [
        { name: 'list-ships', from: { sourceNamespace: 'shipyard-tools', action: 'list-ships' } },
        { name: 'all-ships', from: { sourceNamespace: 'shipyard-api', action: 'all-ships' } },
        { name: 'how', description: 'How to do it.', instruction: 'how.md' },
      ],
    },
    { name: 'Harbour Log', description: 'What happened.' },
  ],
}

/** What the MCP exposer of the same document answers. */
async function ask({ host }: Served, method: string, params: object = {}, headers: object = {}): Promise<Answer> {
  const { url } = host.endpoints.find(({ type }) => type === 'mcp')!
  const response = await fetch(url!, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  })
  return (await response.json()) as Answer
}

const read = (catalogue: Served, uri: string): Promise<Answer> => ask(catalogue, 'resources/read', { uri })

describe('the skills of a document, as resources of its MCP exposer', () => {
  let catalogue: Served
  beforeAll(async () => {
    catalogue = await served(SKILLS, base)
  })
  afterAll(() => catalogue?.[Symbol.asyncDispose]())

  it('are promised in both ways to begin', async () => {
    const hello = await ask(catalogue, 'initialize', {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'test', version: '0' },
    })
    expect(hello.result).toMatchObject({ capabilities: { tools: {}, resources: {} } })
    const version = '2026-07-28'
    const meta = {
      'io.modelcontextprotocol/protocolVersion': version,
      'io.modelcontextprotocol/clientInfo': { name: 'test', version: '0' },
      'io.modelcontextprotocol/clientCapabilities': {},
    }
    const headers = { 'mcp-protocol-version': version, 'mcp-method': 'server/discover' }
    const discovered = await ask(catalogue, 'server/discover', { _meta: meta }, headers)
    expect(discovered.result).toMatchObject({ capabilities: { resources: {} } })
  })

  it('are listed with all files that are served, the page of each skill first', async () => {
    const { result } = await ask(catalogue, 'resources/list')
    expect(result.resources).toEqual([
      {
        uri: 'skill://yard%20skills/fleet/SKILL.md',
        name: 'fleet/SKILL.md',
        title: 'fleet',
        description: 'Ships: all of them.',
        mimeType: 'text/markdown',
      },
      {
        uri: 'skill://yard%20skills/fleet/guides/%C3%BCber%20uns.md',
        name: 'fleet/guides/über uns.md',
        title: 'fleet: guides/über uns.md',
        mimeType: 'text/markdown',
        size: 6,
      },
      { uri: 'skill://yard%20skills/fleet/how.md', name: 'fleet/how.md', title: 'fleet: how.md', mimeType: 'text/markdown', size: 4 },
      { uri: 'skill://yard%20skills/fleet/image.png', name: 'fleet/image.png', title: 'fleet: image.png', mimeType: 'image/png', size: 6 },
      {
        uri: 'skill://yard%20skills/Harbour%20Log/SKILL.md',
        name: 'harbour-log/SKILL.md',
        title: 'Harbour Log',
        description: 'What happened.',
        mimeType: 'text/markdown',
      },
    ])
  })

  it('have a page that says what the document and the file say, and where the tools are', async () => {
    const { result } = await read(catalogue, 'skill://yard%20skills/fleet/SKILL.md')
    expect(result.contents![0]!['text']).toMatchInlineSnapshot(`
      "---
      name: fleet
      description: "Ships: all of them."
      owner: harbour
      license: Apache-2.0
      allowed-tools: list-ships get-ship
      metadata:
        version: "2"
      ---

      # Fleet

      Ask for the number first.

      ## Tools of this skill

      - **list-ships**: Lists ships. Use the MCP tool \`list-ships\` of \`shipyard-tools\`.
      - **all-ships**: Ships by status. Use the operation \`all-ships\` of \`shipyard-api\`.
      - **how**: How to do it. See [how.md](<how.md>).
      "
    `)
  })

  it('have a page without a file, too', async () => {
    const { result } = await read(catalogue, 'skill://yard%20skills/Harbour%20Log/SKILL.md')
    expect(result.contents).toEqual([
      {
        uri: 'skill://yard%20skills/Harbour%20Log/SKILL.md',
        mimeType: 'text/markdown',
        text: '---\nname: harbour-log\ndescription: What happened.\n---\n\n# Harbour Log\n\nWhat happened.\n',
      },
    ])
  })

  it.each([
    ['text', 'fleet/guides/%C3%BCber%20uns.md', { mimeType: 'text/markdown', text: 'Höllo' }],
    ['bytes', 'fleet/image.png', { mimeType: 'image/png', blob: Buffer.from(IMAGE).toString('base64') }],
  ])('are read as %s', async (_, file, expected) => {
    const uri = `skill://yard%20skills/${file}`
    expect((await read(catalogue, uri)).result.contents).toEqual([{ uri, ...expected }])
  })

  it.each([
    'fleet/../secret.txt',
    'fleet/%2E%2E/secret.txt',
    'fleet/..%2Fsecret.txt',
    'fleet/%2Fetc%2Fpasswd',
    'fleet/leak.txt',
    'fleet/out/secret.txt',
    'fleet/.env',
    'fleet/guides',
    'fleet/',
    'fleet',
    'nobody/SKILL.md',
    'fleet/%ZZ',
    'fleet/a%00b',
  ])('hide %s', async (file) => {
    const { error } = await read(catalogue, `skill://yard%20skills/${file}`)
    expect(error).toMatchObject({ code: -32002, message: expect.stringContaining('there is no resource') })
  })
})

it('a page that says it all already is given as it is', async () => {
  const text = '---\nname: plain\ndescription: Nothing to add.\n---\nA text without an end of line'
  const folder = await folderWith({ 'plain/SKILL.md': text })
  const entry = {
    type: 'skill',
    namespace: 'skills',
    skills: [{ name: 'plain', description: 'Nothing to add.', location: 'file:///./plain' }],
  }
  await using catalogue = await served(entry, folder)
  expect((await read(catalogue, 'skill://skills/plain/SKILL.md')).result.contents![0]!['text']).toBe(text)
  await remove(folder)
})

describe('skills behind a door', () => {
  const guarded = { ...SKILLS, authentication: { type: 'bearer', token: 'open-sesame' } }

  it('are not readable through an open one, and the author is told', async () => {
    await using catalogue = await served(guarded, base)
    expect(codesOf(catalogue.diagnostics)).toContain('NAFTIKO_SKILLS_WITHHELD')
    expect((await ask(catalogue, 'resources/list')).error).toMatchObject({ code: -32601 })
  })

  it.each([
    [true, guarded, true],
    [false, SKILLS, false],
  ])('with "skills: %s" are readable or not, as it says', async (skills, entry, expected) => {
    await using catalogue = await served(entry, base, undefined, { skills })
    expect(codesOf(catalogue.diagnostics)).not.toContain('NAFTIKO_SKILLS_WITHHELD')
    expect('result' in (await ask(catalogue, 'resources/list'))).toBe(expected)
  })
})
