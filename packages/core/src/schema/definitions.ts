import type { JsonSchema, JsonValue } from '@naftiko/plugin-api'

/** `$defs` in the making. A schema that several places share is defined once, under a name made of its title. */
export class Definitions {
  readonly #made: Record<string, JsonValue> = {}
  readonly #names = new Map<JsonSchema, Map<unknown, string>>()

  /** `variant` tells apart what one source becomes in different places. */
  reference(source: JsonSchema, variant: unknown, make: () => JsonSchema): JsonSchema {
    const variants = this.#names.get(source) ?? new Map<unknown, string>()
    this.#names.set(source, variants)
    let name = variants.get(variant)
    if (name === undefined) {
      name = this.#free(nameOf(String(source['title'])))
      // Taken before it is made, because a definition may contain itself.
      variants.set(variant, name)
      this.#made[name] = {}
      const made = make()
      const same = this.#same(name, made)
      if (same === undefined) this.#made[name] = made
      else {
        delete this.#made[name]
        variants.set(variant, same)
        name = same
      }
    }
    return { $ref: `#/$defs/${name}` }
  }

  add(name: string, schema: JsonSchema): JsonSchema {
    this.#made[name] = schema
    return { $ref: `#/$defs/${name}` }
  }

  all(): JsonSchema {
    return this.#made
  }

  /** A definition of the same title and content: the variant made no difference. */
  #same(name: string, made: JsonSchema): string | undefined {
    const text = JSON.stringify(made)
    const base = name.replace(/-\d+$/, '')
    return Object.keys(this.#made).find(
      (other) => other !== name && other.replace(/-\d+$/, '') === base && JSON.stringify(this.#made[other]) === text,
    )
  }

  #free(name: string): string {
    let free = name
    for (let count = 2; Object.hasOwn(this.#made, free); count++) free = `${name}-${count}`
    return free
  }
}

function nameOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
}
