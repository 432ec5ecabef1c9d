/** Bytes that may wait for a client that does not read. */
const MOST_WAITING = 1024 ** 2

/** Whether so much waits for the client already that it can hardly be reading. */
export function isStuck({ writableLength }: { readonly writableLength: number }): boolean {
  return writableLength > MOST_WAITING
}
