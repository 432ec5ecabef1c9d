import { type Collected, essenceOf, InputError, type Invoke, isEventStream, type Outcome } from '@naftiko/plugin-api'
import { bindInput } from '../compile/bind-input.ts'
import { collect } from '../compile/collect.ts'
import type { CompiledCapability } from '../compile/compiled.ts'
import { qualifiedNames } from '../compile/qualified-names.ts'
import { nearest } from '../nearest.ts'
import type { RunningCapability } from './running.ts'

const NOTHING_DECLARED = { constants: new Map(), defaults: new Map(), extracted: new Map() }

/** Everything that can be invoked in one host, by name. Compiled once, when something is first invoked. */
export class Invocables {
  readonly #running: readonly RunningCapability[]
  readonly #byName = new Map<string, { readonly owner: RunningCapability; readonly invoke: Invoke }[]>()
  #isCompiled = false

  constructor(running: readonly RunningCapability[]) {
    this.#running = running
  }

  /** Finds `<namespace>.<name>`. Throws an `InputError` that names what was probably meant. */
  find(operation: string, capability: string | undefined): Invoke {
    if (!this.#isCompiled) for (const owner of this.#running) this.#addAll(owner)
    this.#isCompiled = true
    const known = this.#byName.get(operation) ?? []
    const fitting =
      capability === undefined
        ? known
        : known.filter(({ owner }) => owner.capability.name === capability || owner.capability.file === capability)
    if (fitting.length === 1) return fitting[0]!.invoke
    if (fitting.length > 1)
      throw new InputError(`several capabilities of this host have an operation "${operation}"; say which with the option "capability"`, {
        code: 'NAFTIKO_OPERATION_AMBIGUOUS',
      })
    const meant = nearest(operation, this.#byName.keys())
    throw new InputError(`there is no operation "${operation}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`, {
      code: 'NAFTIKO_OPERATION_UNKNOWN',
      status: 404,
    })
  }

  #addAll(owner: RunningCapability): void {
    const { compiled, onDemand } = owner
    for (const name of onDemand?.names ?? []) this.#add(name, owner, onDemand!.invoke(name))
    for (const target of compiled.targets.all()) {
      const binding = bindInput(target.operation.input, new Map(), NOTHING_DECLARED)
      this.#add(target.name, owner, async (invocation) => target.operation.invoke({ ...invocation, ...binding.bind(invocation) }))
    }
    for (const { namespace, node } of compiled.exposers) {
      for (const [index, name] of qualifiedNames(namespace, node.operations).entries())
        this.#add(name, owner, node.operations[index]!.invoke)
    }
  }

  #add(name: string, owner: RunningCapability, invoke: Invoke): void {
    const known = this.#byName.get(name) ?? []
    // Within one capability the first of two like names wins, as everywhere.
    if (!known.some((one) => one.owner === owner)) this.#byName.set(name, [...known, { owner, invoke }])
  }
}

/** The names under which all of it can be invoked. */
export function namesOf({ targets, exposers }: CompiledCapability): readonly string[] {
  const exposed = exposers.flatMap(({ namespace, node }) => qualifiedNames(namespace, node.operations))
  return [...new Set([...targets.all().map(({ name }) => name), ...exposed])]
}

/** What an in-process caller gets: a value, unless the source keeps talking or its bytes are no text. */
export async function settle(outcome: Outcome, limit: number, signal: AbortSignal): Promise<Outcome> {
  if (outcome.kind === 'value' || isEventStream(essenceOf(outcome.mediaType))) return outcome
  return toOutcome(await collect(outcome, limit, { signal }))
}

function toOutcome(collected: Collected): Outcome {
  const { metadata } = collected
  if (collected.kind === 'json') return { kind: 'value', value: collected.value, metadata }
  if (collected.kind === 'text') return { kind: 'value', value: collected.text, metadata }
  if (collected.kind === 'empty') return { kind: 'value', value: null, metadata }
  const { bytes, mediaType } = collected
  return { kind: 'stream', mediaType, chunks: once(bytes), metadata }
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}

/** The same outcome; `done` is called once nobody reads from it any more. */
export function whenRead(outcome: Outcome, done: () => void): Outcome {
  if (outcome.kind === 'value') {
    done()
    return outcome
  }
  return { ...outcome, chunks: guarded(outcome.chunks, done) }
}

/** By hand, because a generator that was never begun does not run its `finally` when it is cancelled. */
function guarded(chunks: AsyncIterable<Uint8Array>, done: () => void): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]: () => {
      const source = chunks[Symbol.asyncIterator]()
      return {
        next: async () => {
          try {
            const next = await source.next()
            if (next.done === true) done()
            return next
          } catch (error) {
            done()
            throw error
          }
        },
        return: async () => {
          try {
            await source.return?.()
          } finally {
            done()
          }
          return { done: true, value: undefined }
        },
      }
    },
  }
}
