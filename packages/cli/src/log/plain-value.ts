/** A value of a log field as JSON can carry it: errors by name, code, message and stack; whatever else JSON cannot, as text. */
export function plainValue(value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value, replace) ?? 'null') as unknown
  } catch {
    return String(value)
  }
}

function replace(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (!(value instanceof Error)) return value
  const { name, message, stack, cause } = value
  const code = 'code' in value && typeof value.code === 'string' ? { code: value.code } : {}
  return { name, ...code, message, ...(cause instanceof Error ? { cause } : {}), ...(stack === undefined ? {} : { stack }) }
}
