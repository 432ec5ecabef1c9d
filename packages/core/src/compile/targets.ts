import type { Operation } from '@naftiko/plugin-api'
import { nearest } from '../nearest.ts'

/** A consumed operation, under the name that calls use. */
export interface Target {
  /** `<namespace>.<operation>`. */
  readonly name: string
  readonly namespace: string
  readonly operation: Operation
}

/** Every operation that a document can call. */
export class Targets {
  readonly #byName = new Map<string, Target>()
  readonly #namespaces = new Set<string>()

  /** Two operations of one name: the first wins. */
  add(namespace: string, operations: readonly Operation[]): void {
    this.#namespaces.add(namespace)
    for (const operation of operations) {
      const name = `${namespace}.${operation.name}`
      if (!this.#byName.has(name)) this.#byName.set(name, { name, namespace, operation })
    }
  }

  /**
   * Finds `<namespace>.<operation>`. Namespaces and operations may contain dots themselves, and some documents write
   * `<namespace>.<resource>.<operation>`: the longest known namespace is tried first, then the last name alone.
   */
  find(call: string): Target | undefined {
    const exact = this.#byName.get(call)
    if (exact !== undefined) return exact
    const namespace = [...this.#namespaces].filter((name) => call.startsWith(`${name}.`)).toSorted((a, b) => b.length - a.length)[0]
    return namespace === undefined ? undefined : this.#byName.get(`${namespace}.${call.slice(call.lastIndexOf('.') + 1)}`)
  }

  /** The only operation of this name in any namespace. */
  findByOperation(name: string): Target | undefined {
    const found = this.all().filter((target) => target.operation.name === name)
    return found.length === 1 ? found[0] : undefined
  }

  /** The call that was probably meant. */
  nearest(call: string): string | undefined {
    return nearest(call, this.#byName.keys())
  }

  hasNamespaceOf(call: string): boolean {
    return [...this.#namespaces].some((name) => call.startsWith(`${name}.`))
  }

  get namespaces(): readonly string[] {
    return [...this.#namespaces]
  }

  all(): readonly Target[] {
    return [...this.#byName.values()]
  }
}
