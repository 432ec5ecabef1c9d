import { isHeaderName, isHeaderText } from '@naftiko/plugin-api'
import type { HttpConsumesEntry } from '../entry.ts'
import { isClientOwned } from '../header.ts'

type Headers = Readonly<Record<string, string>>

/**
 * Which headers of a caller go on to the API. Those of the connection never do, and neither do cookies: the sessions of
 * the API belong to the capability. Where the API has a credential, a caller's `Authorization` is for somebody else.
 */
export function compileHeaders(
  entry: HttpConsumesEntry,
  isTaken: (place: string, name: string) => boolean,
): (given: Headers) => Record<string, string> {
  const isRefused = (name: string): boolean =>
    (isClientOwned(name) && name !== 'accept-encoding') ||
    name === 'cookie' ||
    (name === 'authorization' && hasCredential(entry)) ||
    isTaken('header', name) ||
    !isHeaderName(name)
  // The same few names come with every request.
  const known = new Map<string, boolean>()
  const goes = (name: string): boolean => {
    const answer = known.get(name) ?? !isRefused(name)
    if (known.size < MOST_NAMES) known.set(name, answer)
    return answer
  }
  return (given) => Object.fromEntries(Object.entries(given).filter(([name, value]) => goes(name) && isHeaderText(value)))
}

const MOST_NAMES = 256

function hasCredential({ authentication }: HttpConsumesEntry): boolean {
  return authentication !== undefined && authentication !== null && String(authentication['type']).toLowerCase() !== 'none'
}
