import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Diagnostic, Host, HostOptions } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { testEngine } from '@naftiko/testing'

/** A folder that is gone after the test, with these files. */
export async function folderWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'skill-'))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true })
    await writeFile(path.join(folder, name), content)
  }
  return folder
}

export function remove(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true })
}

export interface Served extends AsyncDisposable {
  readonly url: string
  readonly host: Host
  readonly diagnostics: readonly Diagnostic[]
  get(path: string, init?: RequestInit): Promise<Response>
  json(path: string): Promise<unknown>
}

/** An API with three operations, two of which are exposed as tools and one as a route. */
const AROUND = {
  consumes: [
    {
      type: 'http',
      namespace: 'registry',
      baseUri: 'http://127.0.0.1:9',
      resources: [
        { name: 'ships', path: '/ships', operations: [{ name: 'list-ships', method: 'GET', description: 'Ships by status' }] },
        { name: 'ship', path: '/ships/{imo}', operations: [{ name: 'get-ship', method: 'GET' }] },
        { name: 'crew', path: '/crew', operations: [{ name: 'list-crew', method: 'GET' }] },
      ],
    },
  ],
  exposes: [
    {
      type: 'mcp',
      namespace: 'shipyard-tools',
      tools: [
        { name: 'list-ships', description: 'Lists ships.', call: 'registry.list-ships' },
        { name: 'get-ship', description: 'One ship.', call: 'registry.get-ship' },
      ],
    },
    {
      type: 'rest',
      namespace: 'shipyard-api',
      resources: [{ path: '/ships', operations: [{ method: 'GET', name: 'all-ships', call: 'registry.list-ships' }] }],
    },
  ],
}

/** Serves this entry of `exposes`, in a document that lies in `base`. */
export async function served(entry: object, base?: string, options?: HostOptions, mcp: object = {}): Promise<Served> {
  const [tools, rest] = AROUND.exposes
  const exposes = [{ ...tools, ...mcp }, rest, entry]
  const document = { naftiko: '1.0.0-alpha2', info: { label: 'Shipyard' }, capability: { ...AROUND, exposes } }
  return servedText(JSON.stringify(document), base, options)
}

export async function servedText(text: string, base?: string, options: HostOptions = { anyPort: true }): Promise<Served> {
  const engine = testEngine(standardPlugins({ env: {} }))
  const capability = await engine.load({ text, ...(base === undefined ? {} : { base }) })
  const host = engine.host([capability], options)
  await host.start()
  const url = host.endpoints.find(({ type }) => type === 'skill')!.url!
  const get: Served['get'] = (at, init) => fetch(url + at, init)
  return {
    url,
    host,
    // What the documents of these tests leave unused is no matter of theirs.
    diagnostics: capability.diagnostics.filter(({ code }) => !code.startsWith('NAFTIKO_UNUSED_')),
    get,
    json: async (at) => (await get(at)).json(),
    [Symbol.asyncDispose]: () => host.stop({ graceMs: 0 }),
  }
}

/** Asks for exactly this path: `fetch` would tidy it up before it leaves. */
export function raw(url: string, target: string, method = 'GET'): Promise<{ readonly status: number; readonly text: string }> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path: target, method }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode!, text: Buffer.concat(chunks).toString() }))
    })
    sent.once('error', reject)
    sent.end()
  })
}

export const codesOf = (diagnostics: readonly Diagnostic[]): readonly string[] => diagnostics.map(({ code }) => code)
