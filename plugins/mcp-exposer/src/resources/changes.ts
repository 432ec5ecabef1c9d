import type { Resource } from './resource.ts'
import { uriOf } from './files/folder.ts'

/** Told of changes by the addresses that clients know. */
export interface ResourceListener {
  onUpdated(uri: string): void
  onListChanged(): void
}

/** The changes of all watched resources of one server. */
export interface ResourceChanges {
  /** Whether changes of what is at this address would be noticed. */
  covers(uri: string): boolean
  /** Begins to tell; call the result to end it. */
  listen(listener: ResourceListener): () => void
}

/** `undefined` when no resource of these can be watched. */
export function resourceChanges(resources: readonly Watched[]): ResourceChanges | undefined {
  if (resources.length === 0) return undefined
  return {
    covers: (uri) => resources.some(({ base }) => uri.startsWith(`${base}/`)),
    listen: (listener) => {
      const ends = resources.map(({ base, changes }) =>
        changes.listen({ onFile: (path) => listener.onUpdated(uriOf(base, path)), onList: () => listener.onListChanged() }),
      )
      return () => {
        for (const end of ends) end()
      }
    },
  }
}

/** A folder that is served below an address. */
export interface Watched {
  readonly base: string
  readonly changes: NonNullable<Resource['changes']>
}
