import type { Version } from './version.ts'

/** Reading so many documents leaves more behind than running them takes. */
const MANY = 100

/**
 * Collects what loading very many documents left behind, which would stay until the heap is full again: nothing else
 * would ask for that memory.
 */
export async function giveBackMemory({ capabilities }: Version): Promise<void> {
  if (capabilities.length <= MANY) return
  const { Session } = await import('node:inspector/promises')
  const session = new Session()
  session.connect()
  try {
    await session.post('HeapProfiler.collectGarbage')
  } finally {
    session.disconnect()
  }
}
