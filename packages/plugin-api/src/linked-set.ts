/** A member's place, to be left once. */
export class Place<T> {
  readonly member: T
  before: Place<T>
  after: Place<T>

  constructor(member: T, before?: Place<T>) {
    this.member = member
    this.before = before ?? this
    this.after = before?.after ?? this
    this.before.after = this
    this.after.before = this
  }

  leave(): void {
    this.before.after = this.after
    this.after.before = this.before
    // One that was left keeps no other alive.
    this.before = this
    this.after = this
  }
}

/**
 * Members that come and go with every request, linked to each other. A `Set` makes its tables anew as they come and go by
 * the thousand, and what an old table still names is garbage that only a full collection takes away.
 */
export class LinkedSet<T> implements Iterable<T> {
  readonly #end: Place<T | undefined> = new Place<T | undefined>(undefined)

  add(member: T): Place<T> {
    return new Place<T>(member, this.#end.before as Place<T>)
  }

  /** Members may leave meanwhile. */
  *[Symbol.iterator](): IterableIterator<T> {
    const members: T[] = []
    for (let place = this.#end.after; place !== this.#end; place = place.after) members.push(place.member as T)
    yield* members
  }
}
