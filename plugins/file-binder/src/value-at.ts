/** The value of a key as text. A key is a name at the top, or names with dots between that lead into nested maps. */
export function valueAt(values: unknown, key: string): string | undefined {
  const found = memberOf(values, key) ?? key.split('.').reduce<unknown>(memberOf, values)
  if (found === undefined || found === null) return undefined
  return typeof found === 'object' ? JSON.stringify(found) : String(found)
}

function memberOf(values: unknown, name: string): unknown {
  return typeof values === 'object' && values !== null && Object.hasOwn(values, name)
    ? (values as Readonly<Record<string, unknown>>)[name]
    : undefined
}
