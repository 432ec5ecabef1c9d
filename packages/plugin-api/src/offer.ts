/**
 * Files, or what is like them, that an exposer offers to be read in other ways than its own: by another exposer of the
 * document, or by a command that writes them down.
 */
export interface Offer {
  /** What there is now, in an order of its own. Rejects with an `InvocationError` when it cannot be listed. */
  list(): Promise<readonly OfferedFile[]>
  /**
   * The bytes of what is at this address now; `undefined` when nothing is. Rejects with an `InvocationError` when it has
   * more than `limit` bytes.
   */
  read(uri: string, limit: number): Promise<Uint8Array | undefined>
}

/** One line of what is offered. */
export interface OfferedFile {
  /** Its address, such as `skill://fleet-skills/fleet-ops/guides/ships.md`. No two files of a document share one. */
  readonly uri: string
  /** Where it stands in what is offered, decoded, with slashes: `fleet-ops/guides/ships.md`. */
  readonly path: string
  readonly title?: string
  readonly description?: string
  /** Bytes, where they are known without reading. */
  readonly size?: number
}
