import type { Diagnostic, Endpoint } from '@naftiko/plugin-api'
import type { CompiledCapability } from './compile/compiled.ts'
import type { Capability, CapabilityExposer, GraphDescription } from './public.ts'

/** What a host needs to know of an exposer before anything has started. */
export interface ExposedEntry {
  readonly namespace: string
  readonly type: string
  readonly endpoint: Endpoint
  /** Callers must present credentials. */
  readonly closed: boolean
}

export interface CapabilityParts extends Capability {
  readonly exposed: readonly ExposedEntry[]
  readonly consumed: readonly string[]
  /** Result of the compilation at load; the first host takes it. */
  readonly first: CompiledCapability
  compile(): Promise<CompiledCapability>
  /** What is wrong with the document as it is now. */
  validate(): Promise<readonly Diagnostic[]>
}

/** A loaded document. Its nodes belong to one host each, so every host after the first gets freshly compiled ones. */
export class LoadedCapability implements Capability {
  readonly name: string
  readonly file: string
  readonly description?: string
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: ReadonlyMap<string, string>
  readonly graph: GraphDescription
  readonly exposers: readonly CapabilityExposer[]
  readonly exposed: readonly ExposedEntry[]
  readonly consumed: readonly string[]
  readonly validate: () => Promise<readonly Diagnostic[]>
  /** What is wrong with the document exactly as it is written; what was probably meant does not mend it. */
  readonly literally: readonly Diagnostic[]
  readonly #parts: CapabilityParts
  readonly #compile: () => Promise<CompiledCapability>
  #first: CompiledCapability | undefined

  constructor(parts: CapabilityParts, literally: readonly Diagnostic[] = parts.diagnostics) {
    this.#parts = parts
    this.literally = literally
    this.name = parts.name
    this.file = parts.file
    if (parts.description !== undefined) this.description = parts.description
    this.diagnostics = parts.diagnostics
    this.sources = parts.sources
    this.graph = parts.graph
    this.exposers = parts.exposers
    this.exposed = parts.exposed
    this.consumed = parts.consumed
    this.validate = parts.validate
    this.#compile = parts.compile
    this.#first = parts.first
  }

  /** The same, with what people are told of it. */
  saying(diagnostics: readonly Diagnostic[]): LoadedCapability {
    return new LoadedCapability({ ...this.#parts, diagnostics }, this.literally)
  }

  /** Nodes of their own for one host. */
  async instantiate(): Promise<CompiledCapability> {
    const first = this.#first
    this.#first = undefined
    return first ?? (await this.#compile())
  }
}
