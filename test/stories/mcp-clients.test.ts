import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { createEngine } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { json, upstream } from '@naftiko/testing'
import { describe, expect, it } from 'vitest'
import { inRepository } from '../repository.ts'

const bin = inRepository('packages/cli/bin/naftiko.js')

/** Both spellings of the specification: lists of named things, and maps. */
const AS_LISTS = `
naftiko: 1.0.0-alpha3
info: { label: Library }
capability:
  consumes:
    - type: http
      namespace: library
      baseUri: http://127.0.0.1:1
      resources:
        - name: users
          path: /users/{{id}}
          operations: [{ name: get-user, method: GET, inputParameters: [{ name: id, in: path }] }]
  exposes:
    - type: mcp
      namespace: library-mcp
      port: 9090
      tools:
        - { name: get-user, label: Get a user, description: Gets a user., call: library.get-user, with: { id: tools.id }, inputParameters: [{ name: id, type: string, description: Which. }] }
      resources:
        - { name: profile, label: Profile, uri: "data://users/{userId}", description: A user., call: library.get-user, with: { id: "{{userId}}" } }
        - { name: docs, label: Docs, uri: "docs://all", description: All., location: "file:///./docs" }
      prompts:
        - name: greet
          label: Greet
          description: Greets.
          arguments: [{ name: who, label: Who, description: Whom. }]
          template: [{ role: user, content: "Greet {{who}}." }]
`

const AS_MAPS = `
ikanos: 1.0.0-beta5
info: { display: Library }
capability:
  consumes:
    - type: http
      namespace: library
      baseUri: http://127.0.0.1:1
      resources:
        users:
          path: /users/{{id}}
          operations: { get-user: { method: GET, inputParameters: { id: { in: path } } } }
  exposes:
    - type: mcp
      namespace: library-mcp
      port: 9090
      tools:
        get-user: { display: Get a user, description: Gets a user., call: library.get-user, with: { id: tools.id }, inputParameters: { id: { type: string, description: Which. } } }
      resources:
        profile: { display: Profile, uri: "data://users/{userId}", description: A user., call: library.get-user, with: { id: "{{userId}}" } }
        docs: { display: Docs, uri: "docs://all", description: All., location: "file:///./docs" }
      prompts:
        greet:
          display: Greet
          description: Greets.
          arguments: { who: { display: Who, description: Whom. } }
          template: [{ role: user, content: "Greet {{who}}." }]
`

async function library(text: string) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'library-'))
  const docs = path.join(folder, 'docs')
  await mkdir(docs)
  await writeFile(path.join(docs, 'guide.md'), '# Guide')
  const file = path.join(folder, 'library.yaml')
  await writeFile(file, text)
  return { file, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

async function everything(client: Client): Promise<unknown> {
  const { tools } = await client.listTools()
  const { resources } = await client.listResources()
  const { resourceTemplates } = await client.listResourceTemplates()
  const { prompts } = await client.listPrompts()
  return {
    tools,
    resources,
    resourceTemplates,
    prompts,
    called: await client.callTool({ name: 'get-user', arguments: { id: 'ann' } }),
    read: await client.readResource({ uri: 'data://users/ann' }),
    guide: await client.readResource({ uri: 'docs://all/guide.md' }),
    greeting: await client.getPrompt({ name: 'greet', arguments: { who: 'Ann' } }),
  }
}

const EXPECTED = {
  tools: [{ name: 'get-user', title: 'Get a user', inputSchema: { required: ['id'] } }],
  resources: [{ uri: 'docs://all/guide.md', mimeType: 'text/markdown' }],
  resourceTemplates: [{ uriTemplate: 'data://users/{userId}', title: 'Profile' }],
  prompts: [{ name: 'greet', title: 'Greet', arguments: [{ name: 'who', required: true }] }],
  called: { structuredContent: { name: 'Ann' }, isError: false },
  read: { contents: [{ mimeType: 'application/json', text: '{"name":"Ann"}' }] },
  guide: { contents: [{ text: '# Guide' }] },
  greeting: { messages: [{ role: 'user', content: { text: 'Greet Ann.' } }] },
}

describe('a document with tools, resources and prompts', () => {
  it.each([
    ['lists', AS_LISTS],
    ['maps', AS_MAPS],
  ])('written with %s is served whole', async (_, text) => {
    await using written = await library(text)
    await using api = await upstream({ 'GET /users/ann': json({ name: 'Ann' }) })
    const capability = await createEngine({ plugins: standardPlugins() }).load(written.file)
    expect(capability.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    const host = createEngine({ plugins: standardPlugins() }).host([capability], { anyPort: true, baseUris: { library: api.url } })
    await host.start()
    const client = new Client({ name: 'test', version: '0' })
    await client.connect(new StreamableHTTPClientTransport(new URL(host.endpoints[0]!.url!)) as never)
    expect(await everything(client)).toMatchObject(EXPECTED)
    await client.close()
    await host.stop()
  })
})

describe.runIf(existsSync(inRepository('packages/cli/dist/main.js')))('a client that starts the command itself', () => {
  it.each([
    ['without more', []],
    ['and asks for machine output on the same stream', ['--json']],
  ])('can use everything %s', async (_, more) => {
    await using written = await library(AS_LISTS)
    await using api = await upstream({ 'GET /users/ann': json({ name: 'Ann' }) })
    const args = [bin, 'run', written.file, '--stdio', '--base-uri', `library=${api.url}`, ...more]
    const transport = new StdioClientTransport({ command: process.execPath, args, stderr: 'ignore' })
    const client = new Client({ name: 'test', version: '0' })
    // Lines that are no messages of the protocol, such as the one that says "ready", are passed over.
    await client.connect(transport)
    expect(await everything(client)).toMatchObject(EXPECTED)
    expect(api.requests.map(({ path: asked }) => asked)).toEqual(['/users/ann', '/users/ann'])
    await client.close()
  })
})
