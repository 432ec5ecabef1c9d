import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import type { HostOptions } from '@naftiko/core'
import type { Version } from '../run/version.ts'
import type { Ports } from './messages.ts'

/**
 * Ports for those exposers that take any. They are found out once, in the supervisor, because workers share a port by
 * asking for the same number, also those that come later; what was chosen `before` is chosen again.
 */
export async function choosePorts(version: Version, options: HostOptions, before: Ports | undefined): Promise<Ports> {
  const { ports: asked = {}, gateway, address, anyPort = false } = options
  if (gateway !== undefined) {
    const chosen = gateway === 0 ? (before?.gateway ?? (await freePorts([address]))[0]!) : gateway
    return { ports: asked, gateway: chosen }
  }
  const exposers = version.capabilities.flatMap((one) => one.exposers)
  const open = exposers.filter(({ namespace, endpoint }) => {
    const alone = exposers.filter((other) => other.namespace === namespace).length === 1
    const port = asked[namespace] ?? (anyPort ? 0 : (endpoint.port ?? 0))
    return alone && port === 0 && before?.ports[namespace] === undefined
  })
  const found = await freePorts(open.map(({ endpoint }) => address ?? endpoint.address))
  const chosen = Object.fromEntries(open.map(({ namespace }, index) => [namespace, found[index]!]))
  const kept = Object.entries(before?.ports ?? {}).filter(([name]) => exposers.some(({ namespace }) => namespace === name))
  return { ports: { ...Object.fromEntries(kept), ...asked, ...onlyFree(asked, kept), ...chosen } }
}

/** `--port <namespace>=0` means a free one, and one was found before. */
function onlyFree(asked: Readonly<Record<string, number>>, kept: readonly (readonly [string, number])[]): Readonly<Record<string, number>> {
  return Object.fromEntries(kept.filter(([name]) => asked[name] === 0))
}

/** All are held until all are found, so that no two are the same. */
async function freePorts(addresses: readonly (string | undefined)[]): Promise<readonly number[]> {
  const servers = await Promise.all(addresses.map(bindAnywhere))
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

function bindAnywhere(address = '127.0.0.1'): Promise<ReturnType<typeof createServer>> {
  const host = address === 'localhost' ? '127.0.0.1' : address.replace(/^\[(.*)\]$/, '$1')
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, host, () => resolve(server))
  })
}
