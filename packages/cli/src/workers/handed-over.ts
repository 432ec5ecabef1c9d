import type { ChildProcess } from 'node:child_process'

/** A connection that was accepted here and is on its way to a worker. */
interface Connection {
  close(): void
}

/**
 * Closes connections that a worker died of before it took them. node:cluster accepts connections in the supervisor, hands
 * them over and waits for the worker's word; when that never comes, it waits for ever, and so would their clients: as long as
 * a handover is under way, the end of a channel is not told (`disconnect`), and the dead worker stays in the round. The
 * messages of node:cluster are the same in all versions that are supported here; where they are not, nothing is done.
 */
export function closeWhatIsLost(child: ChildProcess): void {
  const underway = new Map<unknown, Connection>()
  const send = child.send.bind(child) as (...rest: readonly unknown[]) => boolean
  child.send = ((...rest: readonly unknown[]): boolean => {
    const [message, handle] = rest
    if (isHandover(message) && isConnection(handle)) underway.set(message.seq, handle)
    return send(...rest)
  }) as ChildProcess['send']
  child.on('internalMessage', (message: unknown) => {
    if (typeof message === 'object' && message !== null && 'ack' in message) underway.delete(message.ack)
  })
  let told = false
  child.once('disconnect', () => {
    told = true
  })
  child.once('exit', () => {
    const finish = (): void => {
      // What the worker has said before its end is read first.
      if (child.connected) return void setTimeout(finish, 10)
      for (const connection of underway.values()) connection.close()
      underway.clear()
      if (!told) child.emit('disconnect')
    }
    setImmediate(() => setImmediate(finish))
  })
}

function isHandover(message: unknown): message is { readonly seq: unknown } {
  return typeof message === 'object' && message !== null && 'seq' in message && 'act' in message && message.act === 'newconn'
}

function isConnection(handle: unknown): handle is Connection {
  return typeof handle === 'object' && handle !== null && 'close' in handle && typeof handle.close === 'function'
}
