/** A thing that needs other things, by name. */
export interface Needs {
  readonly id: string
  readonly needs: readonly string[]
}

/** The order in which everything comes after what it needs; or the first cycle, as the chain of names that closes it. */
export type Order = { readonly order: readonly string[] } | { readonly cycle: readonly string[] }

/** Depth-first topological order. Names that nothing provides are ignored: whoever refers to them reports that. */
export function orderByNeeds(things: readonly Needs[]): Order {
  const byId = new Map(things.map((thing) => [thing.id, thing]))
  const done = new Set<string>()
  const order: string[] = []
  const path: string[] = []

  const visit = (id: string): readonly string[] | undefined => {
    const thing = byId.get(id)
    if (thing === undefined || done.has(id)) return undefined
    const start = path.indexOf(id)
    if (start !== -1) return [...path.slice(start), id]
    path.push(id)
    for (const need of thing.needs) {
      const cycle = visit(need)
      if (cycle !== undefined) return cycle
    }
    path.pop()
    done.add(id)
    order.push(id)
    return undefined
  }

  for (const { id } of things) {
    const cycle = visit(id)
    if (cycle !== undefined) return { cycle }
  }
  return { order }
}

/** `a → b → a`, for messages. */
export function showCycle(cycle: readonly string[]): string {
  return cycle.join(' → ')
}
