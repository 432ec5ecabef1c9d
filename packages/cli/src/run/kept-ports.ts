import type { Host, HostOptions } from '@naftiko/core'
import type { Version } from './version.ts'

/** The same options, with ports that were chosen freely turned into fixed ones: a reload does not move what clients have found. */
export function withKeptPorts(options: HostOptions, host: Host, next: Version): HostOptions {
  const found = host.endpoints.flatMap(({ namespace, url }) => (url === undefined ? [] : [{ namespace, port: Number(new URL(url).port) }]))
  if (options.gateway !== undefined) return { ...options, gateway: options.gateway === 0 ? (found[0]?.port ?? 0) : options.gateway }
  const exposers = next.capabilities.flatMap(({ graph }) => graph.nodes.filter(({ kind }) => kind === 'exposer').map(({ id }) => id))
  const kept = found.filter(({ namespace }) => isFree(namespace, options) && exposers.filter((id) => id === namespace).length === 1)
  return { ...options, ports: { ...options.ports, ...Object.fromEntries(kept.map(({ namespace, port }) => [namespace, port])) } }
}

function isFree(namespace: string, { ports = {}, anyPort }: HostOptions): boolean {
  return Object.hasOwn(ports, namespace) ? ports[namespace] === 0 : anyPort === true
}
