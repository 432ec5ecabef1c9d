import type { Capabilities, Service } from '../../protocol/service.ts'

/** What the handshake promises. */
export function capabilitiesOf({ methods }: Service): Capabilities {
  return methods.has('tools/list') ? { tools: {} } : {}
}
