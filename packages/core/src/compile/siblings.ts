import type { NodeEntry, Sibling } from '@naftiko/plugin-api'
import type { Entry } from '../model/model.ts'
import type { CompiledExposer } from './compiled.ts'

/** Compiles one exposer; `siblings` gives it the others. */
export type CompileExposer = (entry: Entry<NodeEntry>, siblings: () => Promise<readonly Sibling[]>) => Promise<CompiledExposer | undefined>

/**
 * Compiles exposers in order, and one before its turn when another asks for its operations. Each is compiled once; those
 * that ask for each other in a circle see names only.
 */
export async function compileExposers(entries: readonly Entry<NodeEntry>[], compile: CompileExposer): Promise<readonly CompiledExposer[]> {
  const known = new Map<Entry<NodeEntry>, Promise<CompiledExposer | undefined>>()
  const begin = (entry: Entry<NodeEntry>, asking: readonly Entry<NodeEntry>[]): Promise<CompiledExposer | undefined> => {
    const underway = known.get(entry)
    if (underway !== undefined) return underway
    let others: Promise<readonly Sibling[]> | undefined
    const compiled = compile(entry, () => (others ??= othersOf(entry, [...asking, entry])))
    known.set(entry, compiled)
    return compiled
  }
  const othersOf = async (entry: Entry<NodeEntry>, asking: readonly Entry<NodeEntry>[]): Promise<readonly Sibling[]> => {
    const siblings: Sibling[] = []
    for (const other of entries) {
      if (other === entry) continue
      const { type, namespace } = other.value
      const compiled = asking.includes(other) ? undefined : await begin(other, asking)
      siblings.push(compiled === undefined ? { type, namespace } : siblingOf(compiled))
    }
    return siblings
  }
  const compiled: CompiledExposer[] = []
  for (const entry of entries) {
    const one = await begin(entry, [])
    if (one !== undefined) compiled.push(one)
  }
  for (const one of compiled) one.node.meet?.(compiled.filter((other) => other !== one).map(siblingOf))
  return compiled
}

function siblingOf({ type, namespace, node, guard }: CompiledExposer): Sibling {
  const { operations, offer } = node
  return { type, namespace, operations, guarded: guard.closed, ...(offer === undefined ? {} : { offer }) }
}
