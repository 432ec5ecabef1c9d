import { isSameName, type Operation, type Relay } from '@naftiko/plugin-api'
import { nearest } from '../nearest.ts'
import { qualifiedNames } from './qualified-names.ts'

/** A consumed operation or a function, under the name that calls use. */
export interface Target {
  /** `<namespace>.<operation>`; with the summary behind it where an earlier operation has that name. */
  readonly name: string
  readonly namespace: string
  readonly operation: Operation
  /** Later operations of the same entry and name. */
  readonly namesakes?: readonly Target[]
  /** A function of an aggregate. */
  readonly isFunction?: true
  /** A function that says itself how its result looks. */
  readonly shapes?: boolean
}

/** A function, which is compiled when something first calls it, because functions call each other. */
export type LazyTarget = () => Target | undefined

/** Every operation that a document can call, and every API that it can pass requests on to. */
export class Targets {
  readonly #byName = new Map<string, Target | LazyTarget>()
  readonly #namespaces = new Set<string>()
  readonly #functions = new Set<string>()
  readonly #relays = new Map<string, Relay>()
  readonly #incomplete: ReadonlySet<string>

  /** Of `incomplete` namespaces it is told already why something is missing; `*` means any. */
  constructor(incomplete: ReadonlySet<string> = new Set()) {
    this.#incomplete = incomplete
  }

  /** A name belongs to the first entry that has it, and there to the first operation; the later ones are its namesakes. */
  add(namespace: string, operations: readonly Operation[], relay?: Relay): void {
    if (relay !== undefined && !this.#namespaces.has(namespace)) this.#relays.set(namespace, relay)
    this.#namespaces.add(namespace)
    const names = qualifiedNames(namespace, operations)
    const added = operations.map((operation, index) => ({ name: names[index]!, namespace, operation }))
    for (const one of added) {
      const namesakes = added.filter((other) => other !== one && other.operation.name === one.operation.name)
      const target = namesakes.length > 0 && one.name === `${namespace}.${one.operation.name}` ? { ...one, namesakes } : one
      if (!this.#byName.has(one.name)) this.#byName.set(one.name, target)
    }
  }

  /** Whether the name was free. */
  addFunction(namespace: string, name: string, compile: LazyTarget): boolean {
    this.#namespaces.add(namespace)
    const qualified = `${namespace}.${name}`
    if (this.#byName.has(qualified)) return false
    this.#byName.set(qualified, compile)
    this.#functions.add(qualified)
    return true
  }

  /**
   * Finds `<namespace>.<operation>`. Namespaces and operations may contain dots themselves, and some documents write
   * `<namespace>.<resource>.<operation>`: the longest known namespace is tried first, then the last name alone.
   */
  find(call: string): Target | undefined {
    const exact = this.#byName.get(call)
    if (exact !== undefined) return made(exact)
    const namespace = [...this.#namespaces].filter((name) => call.startsWith(`${name}.`)).toSorted((a, b) => b.length - a.length)[0]
    const found = namespace === undefined ? undefined : this.#byName.get(`${namespace}.${call.slice(call.lastIndexOf('.') + 1)}`)
    return found === undefined ? undefined : made(found)
  }

  /** The only operation of this name in any namespace; names that differ in case or separators only are the same as a last resort. */
  findByOperation(name: string): Target | undefined {
    return (
      this.#only(
        (qualified) => qualified.endsWith(`.${name}`),
        ({ operation }) => operation.name === name,
      ) ??
      this.#only(
        (qualified) => isSameName(qualified.slice(qualified.lastIndexOf('.') + 1), name),
        ({ operation }) => isSameName(operation.name, name),
      )
    )
  }

  /** The only consumed operation of this name. Functions are called by those who say so. */
  findConsumed(name: string): Target | undefined {
    const isConsumed = (qualified: string): boolean => !this.#functions.has(qualified)
    return (
      this.#only(
        (qualified) => isConsumed(qualified) && qualified.endsWith(`.${name}`),
        ({ operation }) => operation.name === name,
      ) ??
      this.#only(
        (qualified) => isConsumed(qualified) && isSameName(qualified.slice(qualified.lastIndexOf('.') + 1), name),
        ({ operation }) => isSameName(operation.name, name),
      )
    )
  }

  /** The only operation whose qualified name differs from this in case or separators only. */
  findLoosely(call: string): Target | undefined {
    return this.#only(
      (qualified) => isSameName(qualified, call),
      () => true,
    )
  }

  #only(isWanted: (qualified: string) => boolean, fits: (target: Target) => boolean): Target | undefined {
    const found = [...this.#byName].filter(([qualified]) => isWanted(qualified)).flatMap(([, target]) => made(target) ?? [])
    const fitting = found.filter(fits)
    return fitting.length === 1 ? fitting[0] : undefined
  }

  /** Passes requests on to the API of this namespace; nothing where it cannot do that. */
  relayOf(namespace: string): Relay | undefined {
    return this.#relays.get(namespace)
  }

  /** The call that was probably meant. */
  nearest(call: string): string | undefined {
    return nearest(call, this.#byName.keys())
  }

  /** It is told already why what this names is not there, or lacks something. */
  isExplained(name: string): boolean {
    return this.#incomplete.has('*') || [...this.#incomplete].some((namespace) => name === namespace || name.startsWith(`${namespace}.`))
  }

  hasNamespaceOf(call: string): boolean {
    return [...this.#namespaces].some((name) => call.startsWith(`${name}.`))
  }

  get namespaces(): readonly string[] {
    return [...this.#namespaces]
  }

  /** Names of the functions. */
  get functions(): readonly string[] {
    return [...this.#functions]
  }

  all(): readonly Target[] {
    return [...this.#byName.values()].flatMap((target) => made(target) ?? [])
  }
}

function made(target: Target | LazyTarget): Target | undefined {
  return typeof target === 'function' ? target() : target
}
