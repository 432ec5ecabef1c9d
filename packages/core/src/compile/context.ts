import type {
  CompileContext,
  Decoder,
  JsonObject,
  Lifecycle,
  LinkContext,
  Logger,
  Mapping,
  OutputEntry,
  Problem,
  Sibling,
  Template,
  TemplateOptions,
} from '@naftiko/plugin-api'
import type { CapabilityDocument, Report } from '../document/document.ts'
import { locate } from '../document/located.ts'
import { compileMapping } from '../expression/mapping.ts'
import { compileTemplate, type TemplateNames } from '../expression/template.ts'
import { type VariableText, variableText } from '../expression/variable-text.ts'
import type { Entry } from '../model/model.ts'
import { lateLogger } from '../observe/late-logger.ts'
import { credentialHeader } from '../guard/credential-header.ts'
import { continueTrace } from '../observe/trace.ts'
import type { PluginRegistry } from '../plugin/registry.ts'
import type { Limits } from '../public.ts'
import { nearest } from '../nearest.ts'
import type { Schemas } from '../validate/schemas.ts'
import { collect } from './collect.ts'
import { compileForwardHeaders } from './forward-headers.ts'
import { link } from './link.ts'
import { linkRelay } from './link-relay.ts'
import type { LinkTools } from './link-tools.ts'
import { withEvents } from './middleware.ts'
import { compileProjection } from './projection.ts'
import { readRelative } from './read-relative.ts'
import type { Runtime } from './runtime.ts'
import type { Targets } from './targets.ts'

/** What all entries of one compilation share. */
export interface CompilationScope {
  readonly limits: Limits
  readonly log: Logger
  readonly registry: PluginRegistry
  readonly schemas: Schemas
  readonly names: TemplateNames
  readonly targets: Targets
  readonly runtime: Runtime
  readonly management?: JsonObject
  /** Version of the capability. */
  readonly version?: string
  readonly findings: Findings
  /** Steps run one after the other. */
  readonly sequential: boolean
  /** What is not compiled yet. */
  readonly pending: Promise<void>[]
  /** What lives as long as the capability does, besides its nodes. */
  readonly kept: { readonly namespace: string; readonly node: Lifecycle }[]
  /** Told of each variable that something refers to. */
  uses(variable: string, pointer: string, entry: Entry<NamedEntry>): void
}

/** Where findings go. Pointers are those of the normalised document. */
export interface Findings {
  report: Report
  explain(pointer: string, text: string, kind: string, meaning: string, document: CapabilityDocument): void
}

interface NamedEntry {
  readonly namespace: string
}

/** The context of one entry: everything that its plugin may ask for. Pointers are relative to the entry. */
export function compileContext(
  scope: CompilationScope,
  entry: Entry<NamedEntry>,
  siblings: () => Promise<readonly Sibling[]> = nobody,
): LinkContext {
  const tools = linkTools(scope, entry)
  const { namespace } = entry.value
  const link: LinkContext['link'] = (call, at, options) => {
    const linked = tools.link(call, at, options)
    return { ...linked, invoke: withEvents(namespace, scope.runtime, linked.invoke) }
  }
  const relay: LinkContext['relay'] = (target, at) => {
    const linked = tools.relay(target, at)
    return { ...linked, relay: withEvents(namespace, scope.runtime, linked.relay) }
  }
  return { ...tools, link, relay, siblings }
}

/** The same, with what only linking may reach, and without events: what is linked inside a call is a part of it. */
export function linkTools(scope: CompilationScope, entry: Entry<NamedEntry>): LinkTools {
  const { pointer, document } = entry
  const report = (problem: Problem): void => scope.findings.report(problem, pointer + (problem.at ?? ''), document)
  const explain = (at: string, text: string, kind: string, meaning: string): void =>
    scope.findings.explain(pointer + at, text, kind, meaning, document)
  const template = (written: string, at: string, options: TemplateOptions = {}): Template => {
    // Where no argument can stand, every way to write a variable means one.
    const isClosed = options.inputs === undefined && options.open !== true
    const { text, problem }: VariableText = isClosed ? variableText(written, scope.names) : { text: written }
    if (problem !== undefined) report({ at, ...problem })
    const compiled = compileTemplate(text, options, scope.names)
    for (const problem of compiled.problems) report({ at, ...problem })
    const misused = compiled.problems.some((problem) => problem.code === 'NAFTIKO_TEMPLATE_CALLER')
    for (const reference of compiled.template.references) {
      if (reference.source === 'variable' && !misused) scope.uses(reference.name, pointer + at, entry)
    }
    return compiled.template
  }
  const mapping = (parameters: readonly OutputEntry[] | undefined, at: string): Mapping =>
    compileMapping(parameters, at, { report, template, explain, limits: scope.limits })
  const context: CompileContext = {
    log: lateLogger(() => scope.runtime.log ?? scope.log, { namespace: entry.value.namespace }),
    ...(scope.management === undefined ? {} : { management: scope.management }),
    ...(scope.version === undefined ? {} : { version: scope.version }),
    report,
    read: (location, options) => readRelative(location, { ...options, base: document.source.base, limit: scope.limits.documentBytes }),
    locate: (location) => locate(location, document.source.base),
    template,
    mapping,
    projection: (parameters, at) => compileProjection(parameters, at, mapping),
    decoder: (format, at, options) => decoderFor(scope, entry, { format, at, options: options ?? {} }),
    validator: (schema) => scope.schemas.validator(schema),
    collect: (outcome, options) => collect(outcome, scope.limits.collectBytes, options),
  }
  const tools: LinkTools = {
    ...context,
    targets: scope.targets,
    names: scope.names,
    runtime: scope.runtime,
    registry: scope.registry,
    schemas: scope.schemas,
    limits: scope.limits,
    collectBytes: scope.limits.collectBytes,
    sequential: scope.sequential,
    explain,
    link: (call, at, options) => link(call, at, tools, options),
    relay: (namespace, at) => linkRelay(namespace, at, scope.targets, report),
    siblings: nobody,
    forwardHeaders: (setting, at) =>
      compileForwardHeaders(setting, at, {
        namespaces: scope.targets.namespaces,
        ownCredential: credentialHeader((entry.value as NamedEntry & JsonObject)['authentication']),
        report,
      }),
    trace: continueTrace,
    wait: (pending) => void scope.pending.push(pending),
    keep: (lifecycle) => void scope.kept.push({ namespace: entry.value.namespace, node: lifecycle }),
  }
  return tools
}

async function nobody(): Promise<readonly Sibling[]> {
  return []
}

interface Asked {
  readonly format: string
  readonly at: string
  readonly options: JsonObject
}

/** The format speaks of the members that stand beside the word which chose it. */
async function decoderFor(scope: CompilationScope, entry: Entry<NamedEntry>, asked: Asked): Promise<Decoder | undefined> {
  const { format, at, options } = asked
  const plugin = scope.registry.get('format', format)
  const beside = entry.pointer + at.slice(0, at.lastIndexOf('/'))
  if (plugin !== undefined) return plugin.compile(options, compileContext(scope, { ...entry, pointer: beside }))
  const types = scope.registry.types('format')
  const meant = nearest(format, types)
  const problem: Problem = {
    severity: 'warning',
    code: 'NAFTIKO_FORMAT_UNKNOWN',
    message: `no plugin decodes the format "${format}", so answers pass as they are`,
    ...(meant === undefined ? { hint: `this build knows ${types.join(', ')}` } : { meant }),
  }
  scope.findings.report(problem, entry.pointer + at, entry.document)
  return undefined
}
