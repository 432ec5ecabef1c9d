import { isObject, type JsonObject, type JsonValue, pointerTo, type Problem, segmentsOf } from '@naftiko/plugin-api'
import { wrongType } from '../wording.ts'
import { type Fold, type Rename, type Shape, shapeFor } from './grammar.ts'

/** A document in one grammar, and the way back to how it was written. */
export interface NormalDocument {
  readonly value: JsonObject
  /** What was understood generously; pointers are those of the source. */
  readonly problems: readonly Problem[]
  /** Pointer into `value` → pointer into the source. */
  origin(pointer: string): string
  /** Forgets the way back, which takes more memory than the document. */
  release(): void
}

/** Shared, because hardly any container has keys that were written otherwise. */
const AS_WRITTEN: ReadonlyMap<string, string> = new Map()

/** Rewrites maps of named things to lists and synonyms to the official keys, following `shape`. */
export function normalize(source: JsonObject, shape: Shape): NormalDocument {
  const writer = new Normalizer()
  const value = writer.object(source, shape, '') as JsonObject
  return { value, problems: writer.problems, origin: (pointer) => writer.origin(value, pointer), release: () => writer.release() }
}

class Normalizer {
  readonly problems: Problem[] = []
  /** Where each rewritten container stood in the source, and how its keys were written there. */
  #origins = new WeakMap<object, { readonly pointer: string; readonly keys: ReadonlyMap<string, string> }>()

  object(value: JsonValue, general: Shape, pointer: string): JsonValue {
    if (!isObject(value)) return value
    const shape = shapeFor(general, value)
    const folded = shape.folds === undefined ? undefined : foldedIn(value, shape.folds)
    const keys = new Map<string, string>()
    const result: Record<string, JsonValue> = Object.create(null) as Record<string, JsonValue>
    if (folded !== undefined) result[shape.folds!.list] = this.#unfold(folded, shape, pointer)
    for (const [written, member] of Object.entries(value)) {
      if (folded !== undefined && !shape.folds!.own.includes(written)) continue
      const key = this.#key(written, value, shape.renames, pointer)
      if (key !== written) keys.set(key, written)
      result[key] = this.#member(member, key, shape, pointerTo(pointer, written))
    }
    return this.#remember(result, pointer, keys.size === 0 ? AS_WRITTEN : keys)
  }

  release(): void {
    this.#origins = new WeakMap()
  }

  origin(root: JsonValue, pointer: string): string {
    let node: JsonValue | undefined = root
    let origin = ''
    for (const segment of segmentsOf(pointer)) {
      const known = typeof node === 'object' && node !== null ? this.#origins.get(node) : undefined
      const base = known?.pointer ?? origin
      origin = pointerTo(base, known?.keys.get(segment) ?? segment)
      node = memberOf(node, segment)
      const own = typeof node === 'object' && node !== null ? this.#origins.get(node) : undefined
      if (own !== undefined) origin = own.pointer
    }
    return origin
  }

  #key(written: string, owner: JsonObject, renames: Shape['renames'], pointer: string): string {
    const rename: Rename | undefined = renames !== undefined && Object.hasOwn(renames, written) ? renames[written] : undefined
    if (rename === undefined || Object.hasOwn(owner, rename.to)) return written
    if (rename.loose) this.#synonym(written, rename.to, pointer)
    return rename.to
  }

  #synonym(written: string, meant: string, pointer: string): void {
    this.problems.push({
      severity: 'warning',
      code: 'NAFTIKO_SYNONYM',
      message: `"${written}" was read as "${meant}"`,
      hint: `write "${meant}"`,
      at: pointerTo(pointer, written),
      key: true,
    })
  }

  /** The only thing of a list that was left out. Its members stand where they are written. */
  #unfold(folded: JsonObject, shape: Shape, pointer: string): JsonValue {
    const { list } = shape.folds!
    const message = `this has the members of one of its "${list}", and was read so`
    this.problems.push({ severity: 'warning', code: 'NAFTIKO_LIST_FORM', message, hint: `put them into "${list}"`, at: pointer, key: true })
    return this.#remember([this.object(folded, shape.named![list]!, pointer)], pointer)
  }

  #member(member: JsonValue, key: string, shape: Shape, pointer: string): JsonValue {
    const own = <T>(table: Readonly<Record<string, T>> | undefined): T | undefined =>
      table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined
    const object = own(shape.members)
    if (object !== undefined && object.whole === true && Array.isArray(member)) return member
    if (object !== undefined)
      return this.object(
        Array.isArray(member) ? (member[0] ?? null) : member,
        object,
        Array.isArray(member) ? pointerTo(pointer, 0) : pointer,
      )
    const list = own(shape.lists)
    if (list !== undefined)
      return list.entry === true && isObject(member) ? this.#entries(member, list, pointer) : this.#list(member, list, pointer)
    if (shape.words?.includes(key) === true && Array.isArray(member)) return this.#words(member, pointer)
    const named = shape.everyNamed ?? own(shape.named)
    if (named !== undefined) return isObject(member) ? this.#mapToList(member, named, pointer) : this.#list(member, named, pointer)
    const map = own(shape.maps)
    if (map !== undefined) return Array.isArray(member) ? this.#listToMap(member, map, pointer) : this.#map(member, map, pointer)
    return member
  }

  #list(value: JsonValue, shape: Shape, pointer: string): JsonValue {
    if (!Array.isArray(value)) return value
    const items = value.map((item: JsonValue, index) => this.object(item, shape, pointerTo(pointer, index)))
    return this.#remember(items, pointer)
  }

  /** One entry alone, or several by their namespaces. */
  #entries(value: JsonObject, shape: Shape, pointer: string): JsonValue {
    const alone = isEntry(value)
    const message = alone
      ? 'this is a list, and what is here was read as its only entry'
      : 'this is a list, and its entries were read from a map by namespace'
    const hint = alone ? 'begin the entry with "- "' : 'write each entry as "- namespace: <name>"'
    this.problems.push({ severity: 'warning', code: 'NAFTIKO_LIST_FORM', message, hint, at: pointer, key: true })
    if (alone) return this.#remember([this.object(value, shape, pointer)], pointer)
    const items = Object.entries(value).map(([namespace, item]) => {
      const at = pointerTo(pointer, namespace)
      const entry = this.object(isObject(item) ? item : {}, shape, at) as JsonObject
      return this.#remember({ namespace, ...entry }, at, this.#origins.get(entry)?.keys)
    })
    return this.#remember(items, pointer)
  }

  #words(value: readonly JsonValue[], pointer: string): JsonValue {
    const message = 'this is a map of names, and each name of the list was read as its own'
    this.problems.push({ severity: 'warning', code: 'NAFTIKO_LIST_FORM', message, hint: 'write "NAME: NAME"', at: pointer, key: true })
    return this.#remember(toObject(value.map((name) => [String(name), String(name)] as const)), pointer)
  }

  #mapToList(value: JsonObject, shape: Shape, pointer: string): JsonValue {
    const items = Object.entries(value).map(([name, item]) => {
      const at = pointerTo(pointer, name)
      const thing = isObject(item) ? this.object(item, shape, at) : this.#remember(this.#shorthand(item, shape, name, at), at)
      const origin = this.#origins.get(thing as object)
      return this.#remember({ name, ...(thing as JsonObject) }, at, origin?.keys)
    })
    return this.#remember(items, pointer)
  }

  /** A value in the place of a thing: the value of an input or an output; anything else has none. */
  #shorthand(item: JsonValue, shape: Shape, name: string, pointer: string): JsonObject {
    if (item === null) return {}
    if (shape.valued === true) return { value: item }
    this.problems.push({ code: 'NAFTIKO_WRONG_TYPE', ...wrongType(`"${name}"`, ['object'], item), at: pointer })
    return {}
  }

  #map(value: JsonValue, shape: Shape, pointer: string): JsonValue {
    if (!isObject(value)) return value
    const entries = Object.entries(value).map(([name, item]) => [name, this.object(item, shape, pointerTo(pointer, name))] as const)
    return this.#remember(toObject(entries), pointer)
  }

  #listToMap(value: readonly JsonValue[], shape: Shape, pointer: string): JsonValue {
    const entries = value.map((item, index) => {
      const name = isObject(item) && typeof item['name'] === 'string' ? item['name'] : String(index)
      return [name, this.object(item, shape, pointerTo(pointer, index))] as const
    })
    return this.#remember(toObject(entries), pointer)
  }

  #remember<T extends object>(value: T, pointer: string, keys: ReadonlyMap<string, string> = AS_WRITTEN): T {
    this.#origins.set(value, { pointer, keys })
    return value
  }
}

/** Members that only a single entry has as texts; in a map by namespace every member is an entry. */
function isEntry(value: JsonObject): boolean {
  const hasText = ['type', 'namespace', 'import', 'location', 'from', 'baseUri', 'command'].some((key) => typeof value[key] === 'string')
  return hasText || isObject(value['keys']) || Array.isArray(value['keys'])
}

/** The members that belong one level deeper; nothing where none do. */
function foldedIn(value: JsonObject, { list, telling, own, instead }: Fold): JsonObject | undefined {
  if (instead.some((key) => value[key] !== undefined) || !telling.some((key) => value[key] !== undefined)) return undefined
  const { name } = value
  const moved = Object.entries(value).filter(([key]) => key !== list && !own.includes(key))
  return { ...(name === undefined ? {} : { name }), ...Object.fromEntries(moved) }
}

function toObject(entries: readonly (readonly [string, JsonValue])[]): JsonObject {
  return Object.assign(Object.create(null) as object, Object.fromEntries(entries)) as JsonObject
}

function memberOf(node: JsonValue | undefined, segment: string): JsonValue | undefined {
  if (Array.isArray(node)) return node[Number(segment)] as JsonValue | undefined
  return isObject(node) && Object.hasOwn(node, segment) ? node[segment] : undefined
}
