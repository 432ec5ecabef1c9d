/**
 * Collects what loading very many documents left behind, which would stay until the heap is full again: nothing else
 * would ask for that memory. Where this Node cannot be asked, it stays.
 */
export async function giveBackMemory(): Promise<void> {
  const inspector = await import('node:inspector/promises').catch(() => undefined)
  if (inspector === undefined) return
  const session = new inspector.Session()
  session.connect()
  try {
    await session.post('HeapProfiler.collectGarbage')
  } finally {
    session.disconnect()
  }
}
