import type { Writable } from 'node:stream'
import { emptyObject } from '@naftiko/plugin-api'
import { textOf } from '../protocol/answers.ts'
import type { Service } from '../protocol/service.ts'

/** Methods that list something, and what says that it is another list now. */
const LISTS: Readonly<Record<string, string>> = {
  'tools/list': 'notifications/tools/list_changed',
  'prompts/list': 'notifications/prompts/list_changed',
  'resources/list': 'notifications/resources/list_changed',
}

/** The first page of every list, by method; what a server does not have is an empty text. */
export type Listed = Readonly<Record<string, string>>

/** What the client at the end of a stream knows from the version of the document that served it before. */
export interface Known {
  readonly listed: Listed
  /** It introduced itself, so that it understands notifications it did not ask for. */
  readonly isIntroduced: boolean
}

const known = new WeakMap<Writable, Known>()

/** What was left by the session before this one over the same stream, if there was one. */
export function takeKnown(output: Writable): Known | undefined {
  const before = known.get(output)
  known.delete(output)
  return before
}

export function leaveKnown(output: Writable, left: Known): void {
  known.set(output, left)
}

/** What a server lists now. A list that cannot be read counts as empty: whoever asks for it is told why. */
export async function listedBy({ methods, context }: Service, signal: AbortSignal): Promise<Listed> {
  const call = { signal, trace: () => context.trace() }
  const read = async (name: string): Promise<readonly [string, string]> => {
    try {
      const method = methods.get(name)
      return [name, method === undefined ? '' : textOf(await method(emptyObject(), call))]
    } catch {
      return [name, '']
    }
  }
  return Object.fromEntries(await Promise.all(Object.keys(LISTS).map(read)))
}

/** The notifications that say what is listed differently now. */
export function changedLists(before: Listed, now: Listed): readonly string[] {
  return Object.keys(LISTS)
    .filter((name) => before[name] !== now[name])
    .map((name) => LISTS[name]!)
}
