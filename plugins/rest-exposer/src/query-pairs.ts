/** A pair that tells routes with the same path apart. */
export interface Pair {
  readonly name: string
  /** Absent: any value. */
  readonly value?: string
}

/** `?user={id}`: the argument `id` is what the request sends as `user`. */
export interface QueryVariable {
  readonly pair: string
  readonly variable: string
}

const VARIABLE = /^\{\{?\s*\+?([^{}]+?)\+?\s*\}?\}$/

/** Reads `action=a&id={id}`: constant pairs tell routes apart, variables name arguments. */
export function pairsOf(query: string): { readonly pairs: readonly Pair[]; readonly variables: readonly QueryVariable[] } {
  const given = [...new URLSearchParams(query)]
  const variables = given.flatMap(([pair, value]) => {
    const variable = VARIABLE.exec(value)?.[1]
    return variable === undefined ? [] : [{ pair, variable }]
  })
  const constants = given.filter(([name, value]) => !VARIABLE.test(value) && !VARIABLE.test(name))
  return { pairs: constants.map(([name, value]) => (value === '' ? { name } : { name, value })), variables }
}

/** Whether a request has all of these pairs. */
export function hasPairs(pairs: readonly Pair[], query: URLSearchParams): boolean {
  return pairs.every(({ name, value }) => (value === undefined ? query.has(name) : query.getAll(name).includes(value)))
}
