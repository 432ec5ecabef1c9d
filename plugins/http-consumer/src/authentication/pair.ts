/** A key as the query, a cookie or a form has it; nothing when it has no value. */
export function queryPair(name: string, value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : `${encodeURIComponent(name)}=${encodeURIComponent(value)}`
}
