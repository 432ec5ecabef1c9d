import { isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'

/** What a reference leads to, and which references led there. */
export interface Followed {
  readonly value: JsonObject
  /** To notice a circle: a reference that is in here must not be followed again. */
  readonly trail: ReadonlySet<string>
}

const NOWHERE: ReadonlySet<string> = new Set()

/** References within one document. They are followed where they are needed, so that circles cost nothing. */
export class References {
  readonly #root: JsonObject
  readonly #known = new Map<string, JsonValue | undefined>()

  constructor(root: JsonObject) {
    this.#root = root
  }

  /** The object that is meant; `undefined` when it is missing, or is what is being looked at already. */
  follow(value: JsonValue | undefined, trail: ReadonlySet<string> = NOWHERE): Followed | undefined {
    let target = value
    let followed = trail
    while (isObject(target) && typeof target['$ref'] === 'string') {
      const { $ref: reference, ...beside } = target
      if (followed.has(reference as string)) return undefined
      followed = new Set(followed).add(reference as string)
      const found = this.#find(reference as string)
      // Since 3.1 a reference may be described anew where it stands.
      target = isObject(found) && Object.keys(beside).length > 0 ? { ...found, ...beside } : found
    }
    return isObject(target) ? { value: target, trail: followed } : undefined
  }

  #find(reference: string): JsonValue | undefined {
    if (!this.#known.has(reference)) this.#known.set(reference, this.#lookUp(reference))
    return this.#known.get(reference)
  }

  #lookUp(reference: string): JsonValue | undefined {
    if (reference === '#') return this.#root
    if (!reference.startsWith('#/')) return undefined
    let value: JsonValue | undefined = this.#root
    for (const segment of reference.slice(2).split('/').map(unescape)) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined
      value = (value as JsonObject)[segment]
    }
    return value
  }
}

function unescape(segment: string): string {
  const plain = segment.replaceAll('~1', '/').replaceAll('~0', '~')
  try {
    return decodeURIComponent(plain)
  } catch {
    return plain
  }
}
