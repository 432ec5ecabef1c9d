import type { Diagnostic, Endpoint, JsonObject } from '@naftiko/plugin-api'
import type { CompiledCapability } from './compile/compiled.ts'
import type { CapabilityDocument } from './document/document.ts'
import { masked } from './document/masked.ts'
import { recall, type Remembered, remember } from './document/remembered.ts'
import type { SourceText } from './document/source.ts'
import { ownTexts } from './own-texts.ts'
import { Packed } from './packed.ts'
import type { Capability, CapabilityExposer, GraphDescription } from './public.ts'

/** What a host needs to know of an exposer before anything has started. */
export interface ExposedEntry {
  readonly namespace: string
  readonly type: string
  readonly endpoint: Endpoint
  /** Callers must present credentials. */
  readonly closed: boolean
}

/** What a document became, and what can be told of it. */
export interface Whole {
  /** All documents that it came from, the main one first. */
  readonly documents: readonly CapabilityDocument[]
  readonly graph: GraphDescription
  readonly exposers: readonly CapabilityExposer[]
  /** Result of the compilation at load; the first host takes it. */
  readonly first: CompiledCapability
  compile(): Promise<CompiledCapability>
}

export interface CapabilityParts extends Pick<Capability, 'name' | 'file' | 'description' | 'diagnostics'> {
  readonly exposed: readonly ExposedEntry[]
  readonly consumed: readonly string[]
  readonly whole: Whole
  /** The same again, from the same documents. */
  compileAgain(documents: readonly CapabilityDocument[]): Promise<CompiledCapability>
  /** What is wrong with the document as it is now; where it was never in a file, that is the text of `source`. */
  validate(source: SourceText): Promise<readonly Diagnostic[]>
}

/** What is kept of a document that others came after. */
interface Told {
  readonly documents: readonly Remembered[]
  readonly graph: GraphDescription
  readonly descriptions: readonly (JsonObject | null)[]
}

/** A loaded document. Its nodes belong to one host each, so every host after the first gets freshly compiled ones. */
export class LoadedCapability implements Capability {
  readonly name: string
  readonly file: string
  readonly description?: string
  readonly diagnostics: readonly Diagnostic[]
  readonly exposers: readonly CapabilityExposer[]
  readonly exposed: readonly ExposedEntry[]
  readonly consumed: readonly string[]
  /** What is wrong with the document exactly as it is written; what was probably meant does not mend it. */
  readonly literally: readonly Diagnostic[]
  readonly #parts: Omit<CapabilityParts, 'whole'>
  #whole: Whole | undefined
  #first: CompiledCapability | undefined
  #packed: Packed<Told> | undefined

  constructor({ whole, compileAgain, validate, ...rest }: CapabilityParts, literally: readonly Diagnostic[] = rest.diagnostics) {
    const parts = ownTexts(rest)
    this.#parts = { ...parts, compileAgain, validate }
    this.#whole = whole
    this.#first = whole.first
    this.literally = literally
    this.name = parts.name
    this.file = parts.file
    if (parts.description !== undefined) this.description = parts.description
    this.diagnostics = parts.diagnostics
    this.exposers = whole.exposers.map(({ offer }, index) => {
      const { namespace, type, endpoint } = parts.exposed[index]!
      return { namespace, type, endpoint, describe: () => this.#describe(index), ...(offer === undefined ? {} : { offer }) }
    })
    this.exposed = parts.exposed
    this.consumed = parts.consumed
  }

  get sources(): ReadonlyMap<string, string> {
    return new Map(this.#texts.map(({ file, text, secrets }) => [file, masked(text, secrets)]))
  }

  get graph(): GraphDescription {
    return this.#whole?.graph ?? this.#packed!.read().graph
  }

  readonly validate = (): Promise<readonly Diagnostic[]> => this.#parts.validate(this.#texts[0]!)

  /** The same, with what people are told of it. */
  saying(diagnostics: readonly Diagnostic[]): LoadedCapability {
    return new LoadedCapability({ ...this.#parts, diagnostics, whole: this.#whole! }, this.literally)
  }

  /** Nodes of their own for one host. */
  async instantiate(): Promise<CompiledCapability> {
    const first = this.#first
    this.#first = undefined
    if (first !== undefined) return first
    return this.#whole?.compile() ?? this.#parts.compileAgain(this.#packed!.read().documents.map(recall))
  }

  /** Keeps no more than what it can be made of again. What its nodes offer to be read keeps it whole. */
  pack(): void {
    const whole = this.#whole
    if (whole === undefined || whole.exposers.some(({ offer }) => offer !== undefined)) return
    const descriptions = whole.exposers.map((exposer) => exposer.describe() ?? null)
    this.#packed = new Packed({ documents: whole.documents.map(remember), graph: whole.graph, descriptions })
    this.#whole = undefined
    this.#first = undefined
  }

  get #texts(): readonly (SourceText & Pick<Remembered, 'secrets'>)[] {
    return this.#whole?.documents.map(({ source, reporter: { secrets } }) => ({ ...source, secrets })) ?? this.#packed!.read().documents
  }

  #describe(index: number): JsonObject | undefined {
    const whole = this.#whole
    return whole === undefined ? (this.#packed!.read().descriptions[index] ?? undefined) : whole.exposers[index]!.describe()
  }
}
