import { StartError } from '@naftiko/plugin-api'
import type { ExposedEntry, LoadedCapability } from '../capability.ts'
import type { HostOptions } from '../public.ts'
import { didYouMean } from '../nearest.ts'

/** Options by namespace must name something that is there: a misspelt one would be ignored in silence. */
export function checkNames(capabilities: readonly LoadedCapability[], options: HostOptions): void {
  const exposed = capabilities.flatMap((capability) => capability.exposed.map((entry) => entry.namespace))
  const consumed = capabilities.flatMap((capability) => capability.consumed)
  for (const name of options.only ?? []) checkName(name, exposed, 'exposer')
  for (const name of Object.keys(options.ports ?? {})) checkName(name, exposed, 'exposer')
  for (const name of Object.keys(options.baseUris ?? {})) checkName(name, consumed, 'consumed API')
}

function checkName(name: string, known: readonly string[], what: string): void {
  if (known.includes(name)) return
  const hint = didYouMean(name, known) ?? (known.length === 0 ? 'there is none' : `there are ${known.join(', ')}`)
  throw new StartError('NAFTIKO_OPTION_UNKNOWN', name, `there is no ${what} "${name}"; ${hint}`)
}

/** Where an HTTP exposer will listen. */
export interface ListenAddress {
  readonly address: string
  readonly port: number
}

export function listenAddress(entry: ExposedEntry, options: HostOptions): ListenAddress {
  const address = options.address ?? entry.endpoint.address ?? '127.0.0.1'
  const port = options.ports?.[entry.namespace] ?? (options.anyPort === true ? 0 : (entry.endpoint.port ?? 0))
  return { address, port }
}

/** Two exposers that want one port are told so before anything starts. */
export function checkPorts(capabilities: readonly LoadedCapability[], options: HostOptions): void {
  if (options.expose === false || options.gateway !== undefined) return
  const taken = new Map<number, string>()
  for (const capability of capabilities) {
    for (const entry of capability.exposed) {
      if (entry.endpoint.transport !== 'http' || options.only?.includes(entry.namespace) === false) continue
      const { port } = listenAddress(entry, options)
      const owner = `"${entry.namespace}" of ${capability.name}`
      const other = taken.get(port)
      if (port !== 0 && other !== undefined) {
        throw new StartError(
          'NAFTIKO_PORT_CONFLICT',
          entry.namespace,
          `${other} and ${owner} both want port ${port}; give one another port (--port <namespace>=<n>), use free ones (--any-port), or serve all on one (--gateway <port>)`,
        )
      }
      taken.set(port, owner)
    }
  }
}

/** In a gateway every exposer is mounted under its namespace, so namespaces must differ. */
export function checkMounts(capabilities: readonly LoadedCapability[], options: HostOptions): void {
  if (options.gateway === undefined) return
  const seen = new Set<string>()
  for (const { namespace } of capabilities.flatMap((capability) => capability.exposed)) {
    if (seen.has(namespace))
      throw new StartError(
        'NAFTIKO_NAMESPACE_CONFLICT',
        namespace,
        `two exposers are called "${namespace}", so a gateway cannot mount both; rename one`,
      )
    seen.add(namespace)
  }
}
