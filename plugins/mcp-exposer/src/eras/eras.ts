import type { IncomingHttpHeaders } from 'node:http'
import type { JsonValue } from '@naftiko/plugin-api'
import type { Service } from '../protocol/service.ts'
import type { Era, EraOf } from './era.ts'
import { handshakeEra } from './handshake/handshake.ts'
import { statelessEra } from './stateless/stateless.ts'

/** Every era, the newest first. The last one takes what no other claims. */
const ERAS: readonly EraOf[] = [statelessEra, handshakeEra]

/** Finds the era that a message is meant for. */
export type ChooseEra = (message: JsonValue, headers: IncomingHttpHeaders | undefined) => Era

/** The eras of one server. */
export function erasOf(service: Service): ChooseEra {
  const eras = ERAS.map((eraOf) => eraOf(service))
  const last = eras.at(-1)!
  return (message, headers) => eras.find((era) => era.claims(message, headers)) ?? last
}
