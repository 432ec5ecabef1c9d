import type { BindsEntry, NodeEntry, StepEntry } from './document.ts'
import type { CompileContext, LinkContext, StepCompileContext } from './compile.ts'
import type { Decoder } from './invocation.ts'
import type { JsonObject, JsonSchema, MaybePromise } from './json.ts'
import type { BinderNode, CompiledStep, ConsumerNode, ExposerNode, StepNode } from './node.ts'
import type { Severity } from './problem.ts'
import type { ReportRule, RuleDocument } from './rule.ts'

/** The version of this contract. A plugin states the one it was written for; the engine refuses others by name. */
export const API_VERSION = 1 as const

/** What every plugin has: a kind, the word of the document that chooses it, and its own name. */
export interface PluginOf<Kind extends string> {
  readonly kind: Kind
  /** `consumes[].type`, `exposes[].type`, `steps[].type`, `outputRawFormat`, or the URI scheme of `binds[].location`. */
  readonly type: string
  /** Package name, for messages. */
  readonly name: string
  readonly apiVersion: typeof API_VERSION
  readonly description?: string
}

/** Handles entries of `consumes` with this `type`. */
export interface ConsumerPlugin<Entry extends NodeEntry = NodeEntry> extends PluginOf<'consumer'> {
  /** JSON Schema of the entry, for validation and for editors. */
  readonly schema: JsonSchema
  compile(entry: Entry, context: CompileContext): MaybePromise<ConsumerNode>
}

/** Handles entries of `exposes` with this `type`. */
export interface ExposerPlugin<Entry extends NodeEntry = NodeEntry> extends PluginOf<'exposer'> {
  readonly schema: JsonSchema
  compile(entry: Entry, context: LinkContext): MaybePromise<ExposerNode>
}

/** Handles entries of `binds` whose `location` has this scheme; `env` also handles those without a location. */
export interface BinderPlugin extends PluginOf<'binder'> {
  compile(entry: BindsEntry, context: CompileContext): MaybePromise<BinderNode>
}

/** Handles entries of `steps` with this `type`. What every step has (`name`, `if`, `forEach`, `retry` …) is the engine's. */
export interface StepPlugin<Step extends StepEntry = StepEntry> extends PluginOf<'step'> {
  /** JSON Schema of the members that this type adds. */
  readonly schema: JsonSchema
  compile(step: Step, context: StepCompileContext): MaybePromise<StepNode | CompiledStep>
}

/** Decodes responses whose `outputRawFormat` is this word. */
export interface FormatPlugin extends PluginOf<'format'> {
  /**
   * Called once for each operation; heavy libraries are imported at the first decode. `options.schema` is what the
   * operation says as `outputSchema`, or `null`. Pointers of the context are relative to the operation, so that a schema
   * which cannot be used is reported at `/outputSchema`; the decoder then rejects with an `InvocationError`.
   */
  compile(options: JsonObject, context: CompileContext): MaybePromise<Decoder>
}

/**
 * A rule about how documents should be written, beyond what they mean. `type` is its name. It sees documents of both
 * grammars in one form: lists of named things, official keys.
 */
export interface RulePlugin extends PluginOf<'rule'> {
  /** The code of its findings: upper case, such as `ACME_TOOL_PREFIX`. By it people set its severity. */
  readonly code: string
  /** How bad it is where nobody says otherwise. `off`: checked only where somebody asks for it. */
  readonly severity: Severity | 'off'
  check(document: RuleDocument, report: ReportRule): void
}

export type Plugin = ConsumerPlugin | ExposerPlugin | BinderPlugin | StepPlugin | FormatPlugin | RulePlugin
