import type { Service } from '../protocol/service.ts'
import type { Hearing } from './hearing.ts'
import { type ListName, LISTS } from './lists.ts'

type Write = (text: string) => void

/** Tells of what changes while this version serves, until the result is called. */
export function tellChanges({ changes }: Service, hearing: Hearing, write: Write): () => void {
  if (changes === undefined) return () => {}
  return changes.listen({
    onUpdated: (uri) => {
      if (hearing.uris.has(uri)) write(hearing.message('notifications/resources/updated', { uri }))
    },
    onListChanged: () => tellLists(['resources'], hearing, write),
  })
}

export function tellLists(changed: readonly ListName[], hearing: Hearing, write: Write): void {
  for (const name of changed) if (hearing.lists.has(name)) write(hearing.message(LISTS[name].notification, {}))
}
