import type { ServerResponse } from 'node:http'

const cutHere = new WeakSet<ServerResponse>()

/** Ends a connection from this side; its request does not count as aborted by the client. */
export function cut(response: ServerResponse): void {
  markCut(response)
  response.destroy()
}

/** Says that whatever ends this response early happened on this side. */
export function markCut(response: ServerResponse): void {
  cutHere.add(response)
}

export function wasCut(response: ServerResponse): boolean {
  return cutHere.has(response)
}
