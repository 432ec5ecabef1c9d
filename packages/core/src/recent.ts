import type { LoadedCapability } from './capability.ts'

/** So many documents are kept as they were compiled: all that most engines ever have. */
const MOST_WHOLE = 64

/** The documents that were loaded last. Those before them are packed, so that an engine can hold thousands. */
export class Recent {
  readonly #latest: WeakRef<LoadedCapability>[] = []

  add(capability: LoadedCapability): void {
    this.#latest.push(new WeakRef(capability))
    if (this.#latest.length > MOST_WHOLE) this.#latest.shift()!.deref()?.pack()
  }
}
