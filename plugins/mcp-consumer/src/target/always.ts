/** What every request to a server has, once the variables have values: headers in lower case, and pairs of the query. */
export interface Always {
  readonly headers: Readonly<Record<string, string>>
  readonly query: readonly (readonly [string, string])[]
}
