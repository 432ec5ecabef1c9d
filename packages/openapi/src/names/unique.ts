import { shorten } from './kebab.ts'

/** Gives out each name once: a second `get-book` becomes `get-book-2`. */
export class UniqueNames {
  readonly #taken = new Set<string>()
  readonly #longest: number

  constructor(longest = 64) {
    this.#longest = longest
  }

  take(wanted: string): string {
    const first = shorten(wanted, this.#longest)
    let name = first
    for (let number = 2; this.#taken.has(name); number += 1) {
      const suffix = `-${number}`
      name = shorten(first, this.#longest - suffix.length) + suffix
    }
    this.#taken.add(name)
    return name
  }
}
