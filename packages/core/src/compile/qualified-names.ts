import type { Operation } from '@naftiko/plugin-api'

/**
 * `<namespace>.<name>` for each of these operations. One whose name another has before it gets its summary behind the
 * name, so that every operation can be told and called.
 */
export function qualifiedNames(namespace: string, operations: readonly Operation[]): readonly string[] {
  const taken = new Set<string>()
  return operations.map((operation, index) => {
    const plain = `${namespace}.${operation.name}`
    const summarised = operation.summary === undefined ? plain : `${plain} (${operation.summary})`
    const name = [plain, summarised].find((one) => !taken.has(one)) ?? `${summarised} ${index + 1}`
    taken.add(name)
    return name
  })
}
