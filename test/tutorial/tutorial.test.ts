import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { createEngine, type Host } from '@naftiko/core'
import type { JsonObject, JsonValue } from '@naftiko/plugin-api'
import { standardPlugins, type StandardOptions } from '@naftiko/standard'
import type { Upstream } from '@naftiko/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { EVERY_CLIENT } from '../clients/every-client.ts'
import { repository } from '../repository.ts'
import { type Expected, type Step, STEPS } from './expected.ts'
import { toIkanos } from './ikanos.ts'
import { mockApi } from './mock-api.ts'

/** The tutorial of the reference engine lies beside the repository, and is no part of it. */
const tutorial = process.env['NAFTIKO_TUTORIAL'] ?? path.join(repository, '../shared/tutorial')
const isThere = existsSync(path.join(tutorial, STEPS[0]!.file))
if (!isThere) process.stderr.write(`the tutorial is not at ${tutorial}, so its tests are left out; NAFTIKO_TUTORIAL says where it is\n`)

let registry: Upstream
let dockyard: Upstream
let secrets: Readonly<Record<string, string>>
let rewritten: string
let host: Host | undefined
let client: Client | undefined

beforeAll(async () => {
  if (!isThere) return
  registry = await mockApi(path.join(tutorial, 'upstream/naftiko-shipyard-maritime-registry-api.yaml'))
  dockyard = await mockApi(path.join(tutorial, 'upstream/naftiko-shipyard-legacy-dockyard-api.yaml'))
  secrets = parse(await readFile(path.join(tutorial, 'shared/secrets.yaml'), 'utf8')) as typeof secrets
  rewritten = await rewrite()
})
afterEach(async () => {
  await client?.close()
  await host?.stop({ graceMs: 0 })
  client = undefined
  host = undefined
})
afterAll(async () => {
  if (!isThere) return
  await registry.close()
  await dockyard.close()
  await rm(rewritten, { recursive: true, force: true })
})

/** All documents in the other grammar, in a folder of their own. */
async function rewrite(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tutorial-'))
  await mkdir(path.join(folder, 'shared'))
  const names = [...STEPS.map(({ file }) => file), ...(await readdir(path.join(tutorial, 'shared'))).map((name) => `shared/${name}`)]
  for (const name of names) {
    const from = path.join(tutorial, name)
    if (name.endsWith('secrets.yaml')) await cp(from, path.join(folder, name))
    else await writeFile(path.join(folder, name), stringify(toIkanos(parse(await readFile(from, 'utf8')) as JsonValue)))
  }
  return folder
}

function asksRegistry({ tools }: Step): boolean {
  return tools.some(({ call }) => call === 'list-ships')
}

function asksDockyard({ tools }: Step): boolean {
  return tools.some(({ call }) => call === 'list-legacy-vessels')
}

async function serve(folder: string, step: Step, mcp?: StandardOptions['mcp']): Promise<Host> {
  const engine = createEngine({ plugins: standardPlugins({ env: {}, ...(mcp === undefined ? {} : { mcp }) }) })
  const capability = await engine.load(path.join(folder, step.file))
  expect(capability.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const baseUris = {
    ...(asksRegistry(step) ? { registry: registry.url } : {}),
    ...(asksDockyard(step) ? { legacy: dockyard.url } : {}),
  }
  host = engine.host([capability], { anyPort: true, address: '127.0.0.1', baseUris })
  await host.start()
  return host
}

function urlOf(namespace: string): string {
  return host!.endpoints.find((endpoint) => endpoint.namespace === namespace)!.url!
}

async function connect(): Promise<Client> {
  client = new Client({ name: 'test', version: '1' })
  const requestInit = { headers: { authorization: `Bearer ${secrets['mcp-server-token']}` } }
  await client.connect(new StreamableHTTPClientTransport(new URL(urlOf('shipyard-tools')), { requestInit }) as never)
  return client
}

async function request({ call, arguments: given }: Expected): Promise<JsonValue> {
  const [method, template] = call.split(' ') as [string, string]
  const rest = { ...given }
  const target = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest[name]
    delete rest[name]
    return encodeURIComponent(String(value))
  })
  const query = method === 'GET' ? `?${new URLSearchParams(rest as Record<string, string>)}` : ''
  const body = method === 'GET' ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(rest) }
  const answer = await fetch(urlOf('shipyard-api') + target + query, { method, ...body })
  expect(answer.ok).toBe(true)
  return (await answer.json()) as JsonValue
}

describe.skipIf(!isThere).each(['naftiko', 'ikanos'])('the tutorial as %s documents', (grammar) => {
  const folder = (): string => (grammar === 'naftiko' ? tutorial : rewritten)

  it.each(STEPS.map((step) => [step.file, step] as const))('%s: every tool', async (_, step) => {
    await serve(folder(), step)
    const mcp = await connect()
    const before = registry.requests.filter(({ method }) => method === 'POST').length
    const { tools } = await mcp.listTools()
    expect(tools.map(({ name }) => name)).toEqual([...new Set(step.tools.map(({ call }) => call))])
    for (const { call, arguments: given, result } of step.tools) {
      const answer = await mcp.callTool({ name: call, arguments: given })
      const [content] = answer.content as readonly { readonly text: string }[]
      expect([call, answer.isError ?? false, JSON.parse(content!.text)]).toEqual([call, false, result])
    }
    const voyages = step.tools.filter(({ call }) => call === 'create-voyage')
    const posted = registry.requests.filter(({ method }) => method === 'POST').slice(before)
    expect(posted.map((one) => one.json())).toEqual(voyages.map((one) => one.arguments))
  })

  it.each(STEPS.filter(({ routes }) => routes !== undefined).map((step) => [step.file, step] as const))(
    '%s: every route',
    async (_, step) => {
      await serve(folder(), step)
      const openapi = (await (await fetch(`${urlOf('shipyard-api')}/openapi.json`)).json()) as { readonly paths: JsonObject }
      const served = Object.entries(openapi.paths).flatMap(([route, methods]) =>
        Object.keys(methods as JsonObject).map((method) => `${method.toUpperCase()} ${route}`),
      )
      expect(served.toSorted()).toEqual([...new Set(step.routes!.map(({ call }) => call))].toSorted())
      for (const expected of step.routes!) expect([expected.call, await request(expected)]).toEqual([expected.call, expected.result])
      const unknown = await fetch(`${urlOf('shipyard-api')}/ships/IMO-0000000`)
      expect([unknown.status, await unknown.json()]).toEqual([404, expect.objectContaining({ error: 'not_found' })])
    },
  )

  it.each(STEPS.filter(({ skills }) => skills !== undefined).map((step) => [step.file, step] as const))(
    '%s: every skill',
    async (_, step) => {
      await serve(folder(), step)
      const { skills } = (await (await fetch(`${urlOf('shipyard-skills')}/skills`)).json()) as {
        readonly skills: readonly { readonly name: string; readonly tools: readonly string[] }[]
      }
      expect(Object.fromEntries(skills.map(({ name, tools }) => [name, tools]))).toEqual(step.skills)
      for (const { name, tools } of skills) {
        const one = (await (await fetch(`${urlOf('shipyard-skills')}/skills/${name}`)).json()) as { readonly tools: readonly JsonObject[] }
        expect(one.tools.map((tool) => tool['name'])).toEqual(tools)
        expect(one.tools).toMatchObject(tools.map((tool) => ({ invocationRef: { targetNamespace: 'shipyard-tools', action: tool } })))
      }
    },
  )

  it.each(STEPS.map((step) => [step.file, step] as const))(
    '%s: credentials and versions come from the file of secrets',
    async (_, step) => {
      await serve(folder(), step)
      const before = { registry: registry.requests.length, dockyard: dockyard.requests.length }
      await connect()
      for (const { call, arguments: given } of step.tools) await client!.callTool({ name: call, arguments: given })
      const sent = new Set(
        registry.requests.slice(before.registry).map(({ headers }) => `${headers.authorization} ${String(headers['registry-version'])}`),
      )
      const literal = step.credentials?.token === 'literal'
      const token = literal ? 'REGISTRY_TOKEN' : secrets['registry-bearer-token']
      const version = literal ? 'REGISTRY_VERSION' : secrets['registry-api-version']
      const expected = step.credentials === undefined ? 'undefined undefined' : `Bearer ${token} ${version}`
      expect([...sent]).toEqual(asksRegistry(step) ? [expected] : [])
      const keys = new Set(dockyard.requests.slice(before.dockyard).map(({ headers }) => headers['x-dock-key']))
      expect([...keys]).toEqual(asksDockyard(step) ? [secrets['dockyard-api-key']] : [])
    },
  )

  it.each(EVERY_CLIENT)('every tool of its last step with tools, through a client with %s', async (_, join) => {
    const step = STEPS.findLast(({ tools }) => tools.length > 0)!
    await serve(folder(), step)
    const one = await join(urlOf('shipyard-tools'), { authorization: `Bearer ${secrets['mcp-server-token']}` })
    expect(await one.names()).toEqual([...new Set(step.tools.map(({ call }) => call))])
    for (const { call, arguments: given, result } of step.tools) {
      const { content, isError } = await one.call(call, given)
      expect([call, isError ?? false, JSON.parse(content[0]!.text!)]).toEqual([call, false, result])
    }
    await one.close()
  })

  it.each(EVERY_CLIENT)('every tool of every step over stdio, through a client with %s', async (_, join) => {
    for (const step of STEPS) {
      const [stdin, stdout] = [new PassThrough(), new PassThrough()]
      await serve(folder(), step, { transport: 'stdio', stdin, stdout })
      const one = await join({ input: stdout, output: stdin })
      expect(await one.names()).toEqual([...new Set(step.tools.map(({ call }) => call))])
      for (const { call, arguments: given, result } of step.tools) {
        const { content, isError } = await one.call(call, given)
        expect([step.file, call, isError ?? false, JSON.parse(content[0]!.text!)]).toEqual([step.file, call, false, result])
      }
      await one.close()
      await host!.stop({ graceMs: 0 })
    }
  })

  it.each(STEPS.filter(({ credentials }) => credentials !== undefined).map((step) => [step.file, step] as const))(
    '%s: nobody calls a tool without the token',
    async (_, step) => {
      await serve(folder(), step)
      const answer = await fetch(urlOf('shipyard-tools'), { method: 'POST', body: '{}' })
      expect(answer.status).toBe(401)
    },
  )
})
