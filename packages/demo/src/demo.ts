import { fileURLToPath } from 'node:url'
import { type Capability, createEngine, type Engine, type Host, type HostOptions, StartError } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'
import { fakeOpenRouter } from './fake/open-router.ts'

/** The document that the repository ships. */
const DOCUMENT = fileURLToPath(new URL('../../../capabilities/openrouter.yaml', import.meta.url))

export interface DemoOptions {
  /** Free ports, whatever the document says. */
  readonly anyPort?: boolean
  /** Milliseconds between two pieces of a streamed answer. Default 40, so that one can watch. */
  readonly paceMs?: number
}

/** The capability, running against the imitation. */
export interface Demo {
  /** Base address of the imitation. */
  readonly upstream: string
  /** Address of the REST exposer. */
  readonly rest: string
  /** Address of the MCP exposer. */
  readonly mcp: string
  /** What did not go as the document says, in sentences. */
  readonly notes: readonly string[]
  /** Rejects when something failed for good. */
  readonly closed: Promise<void>
  /** Finishes what is in flight and releases everything. Safe to call twice. */
  stop(): Promise<void>
}

/** Loads the OpenRouter capability and serves it against an imitation of OpenRouter: no account, no network. */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const upstream = await fakeOpenRouter({ paceMs: options.paceMs ?? 40 })
  try {
    const engine = createEngine({ plugins: standardPlugins() })
    const capability = await engine.load(DOCUMENT)
    const { host, notes } = await startHost(engine, capability, {
      anyPort: options.anyPort ?? false,
      variables: { OPENROUTER_TOKEN: 'sk-or-demo' },
      baseUris: { openrouter: upstream.url },
    })
    const stop = async (): Promise<void> => {
      await host.stop()
      await upstream.close()
    }
    return { upstream: upstream.url, rest: urlOf(host, 'rest'), mcp: urlOf(host, 'mcp'), notes, closed: host.closed, stop }
  } catch (error) {
    await upstream.close()
    throw error
  }
}

/** A host that failed to start is spent, so each try gets a new one; a port that is taken becomes a free one. */
async function startHost(
  engine: Engine,
  capability: Capability,
  options: HostOptions,
  notes: readonly string[] = [],
): Promise<{ readonly host: Host; readonly notes: readonly string[] }> {
  const host = engine.host([capability], options)
  try {
    await host.start()
    return { host, notes }
  } catch (error) {
    if (!isPortTaken(error) || options.ports?.[error.node] !== undefined) throw error
    const ports = { ...options.ports, [error.node]: 0 }
    return startHost(engine, capability, { ...options, ports }, [...notes, `the port of ${error.node} is taken, so it got a free one`])
  }
}

function isPortTaken(error: unknown): error is StartError {
  return error instanceof StartError && error.code === 'NAFTIKO_PORT_TAKEN'
}

function urlOf(host: Host, type: string): string {
  const url = host.endpoints.find((endpoint) => endpoint.type === type)?.url
  if (url === undefined) throw new Error(`the capability has no ${type} endpoint that could be shown`)
  return url
}
