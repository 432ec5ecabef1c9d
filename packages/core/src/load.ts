import type { Diagnostic } from '@naftiko/plugin-api'
import { type CapabilityParts, LoadedCapability, type Whole } from './capability.ts'
import type { CompiledCapability } from './compile/compiled.ts'
import type { Findings } from './compile/context.ts'
import type { Services } from './composition/services.ts'
import { type CapabilityDocument, readDocument, type Report } from './document/document.ts'
import { type ResolvedDocument, resolveImports } from './document/imports.ts'
import { masked } from './document/masked.ts'
import type { Mend } from './document/mend.ts'
import { besidesSlips } from './document/slips.ts'
import { readSource, type SourceText } from './document/source.ts'
import { describeGraph } from './graph/describe.ts'
import type { CapabilityModel } from './model/model.ts'
import { toModel } from './model/to-model.ts'
import type { Explanation, Source } from './public.ts'
import { checkRules, codesOfRules, withSeverities } from './rules/check-rules.ts'
import { type Validated, validateDocument } from './validate/validate.ts'

/** Everything that is known about a document after it went through all stages. */
export interface Loaded {
  readonly diagnostics: readonly Diagnostic[]
  readonly explanations: readonly Explanation[]
  readonly sources: ReadonlyMap<string, string>
  /** Absent when the document was too broken to be compiled. */
  readonly capability?: LoadedCapability
}

interface LoadWants {
  /** Whether somebody reads the explanations. */
  readonly explained?: boolean
}

/** One way through all stages. */
interface Pass extends Loaded {
  /** The slips of the pen in what was read. */
  readonly mends: readonly Mend[]
}

const IGNORE_FINDINGS: Findings = { report: () => {}, explain: () => {} }

/**
 * Source → document → model → compiled capability. The same way for `validate` and `load`, so what validates will load.
 *
 * A document with slips of the pen (a misspelt key, a name that is nearly another) is what it is, and runs as it is. Of its
 * diagnostics only those are told that are there besides: they are found in the document as it was probably meant.
 */
export async function loadDocument(services: Services, source: Source, { explained = false }: LoadWants = {}): Promise<Loaded> {
  const { documentBytes } = services.get('limits')
  const text = await readSource(source, documentBytes)
  if ('reason' in text) return unreadable(text.file, text.code, text.reason)
  const first = await pass(services, text, source, [], explained)
  if (first.mends.length === 0) return first
  const diagnostics = await besidesSlips(first, (mends) => pass(services, text, source, mends, false))
  if (first.capability === undefined) return { ...first, diagnostics }
  return { ...first, diagnostics, capability: first.capability.saying(diagnostics) }
}

/** A step that was passed over, because AJV was not loaded when it was compiled, is compiled again with all others. */
async function pass(services: Services, text: SourceText, source: Source, mends: readonly Mend[], explained: boolean): Promise<Pass> {
  const schemas = services.get('schemas')
  const { isLoaded } = schemas
  const passed = await passOnce(services, text, source, mends, explained)
  if (isLoaded || !schemas.isOwing) return passed
  await schemas.load()
  return passOnce(services, text, source, mends, explained)
}

async function passOnce(services: Services, text: SourceText, source: Source, mends: readonly Mend[], explained: boolean): Promise<Pass> {
  const document = readDocument(text, mends)
  if (document.usable) {
    const resolved = await resolveImports(document, services.get('limits').documentBytes, mends)
    return compileDocument(services, resolved, source, explained)
  }
  return { diagnostics: document.reporter.diagnostics, explanations: [], sources: sourcesOf([document]), mends: [] }
}

async function compileDocument(services: Services, resolved: ResolvedDocument, source: Source, explained: boolean): Promise<Pass> {
  const explanations: Explanation[] = []
  const findings = findingsInto(explained ? explanations : undefined)
  const { model, broken } = await modelOf(services, resolved, findings.report)
  const compiler = services.get('compiler')
  const first = await compiler.compile(model, broken, findings)
  const settings = services.get('rules')
  checkRules(services.get('registry'), settings, first, findings.report)
  const rules = codesOfRules(services.get('registry'))
  const diagnostics = resolved.documents.flatMap((document) => withSeverities(document.reporter.diagnostics, settings, rules))
  const mends = resolved.documents.flatMap((document) => document.reporter.mends)
  const sources = sourcesOf(resolved.documents)
  // Compiled nodes hold on to their context, and that to the documents: what only findings need must not stay with them.
  const told = explanations.splice(0)
  for (const { reporter, normal } of resolved.documents) {
    reporter.release()
    normal.release()
  }
  const compile = (): Promise<CompiledCapability> => compiler.compile(model, broken, IGNORE_FINDINGS)
  const capability = makeCapability(model, { documents: resolved.documents, first, compile }, { diagnostics, ...anew(services, source) })
  return { diagnostics, explanations: told, sources, mends, capability }
}

async function modelOf(services: Services, resolved: ResolvedDocument, report: Report): Promise<Validated> {
  return validateDocument(toModel(resolved, report), services.get('registry'), services.get('schemas'), report)
}

/** The ways to do all that once more. They hold on to nothing that was made of the document, its text included. */
function anew(services: Services, source: Source): Pick<CapabilityParts, 'compileAgain' | 'validate'> {
  const place = typeof source === 'string' || source instanceof URL ? source : undefined
  return {
    compileAgain: (documents) => compileAgain(services, documents),
    validate: async ({ file, base, text }) => (await loadDocument(services, place ?? { name: file, base, text })).diagnostics,
  }
}

/** Everything that is to be told of these documents was told before. */
async function compileAgain(services: Services, documents: readonly CapabilityDocument[]): Promise<CompiledCapability> {
  const resolved = await resolveImports(documents[0]!, services.get('limits').documentBytes, [], documents.slice(1))
  const { model, broken } = await modelOf(services, resolved, IGNORE_FINDINGS.report)
  return services.get('compiler').compile(model, broken, IGNORE_FINDINGS)
}

/** Places of explanations are looked for only where somebody reads them. */
function findingsInto(explanations: Explanation[] | undefined): Findings {
  const report: Findings['report'] = (problem, pointer, { reporter, normal }) => reporter.report(problem, normal.origin(pointer))
  if (explanations === undefined) return { report, explain: () => {} }
  return {
    report,
    explain: (pointer, text, kind, meaning, { reporter, normal, source }) => {
      const origin = normal.origin(pointer)
      explanations.push({ file: source.file, ...reporter.place(origin), pointer: origin, text, kind, meaning })
    },
  }
}

function sourcesOf(documents: readonly CapabilityDocument[]): ReadonlyMap<string, string> {
  return new Map(documents.map(({ source, reporter }) => [source.file, masked(source.text, reporter.secrets)]))
}

function makeCapability(
  model: CapabilityModel,
  { documents, first, compile }: Pick<Whole, 'documents' | 'first' | 'compile'>,
  around: Pick<CapabilityParts, 'diagnostics' | 'compileAgain' | 'validate'>,
): LoadedCapability {
  const exposers = first.exposers.map(({ namespace, type, node }) => ({
    namespace,
    type,
    endpoint: node.endpoint,
    describe: () => node.describe?.(),
    ...(node.offer === undefined ? {} : { offer: node.offer }),
  }))
  return new LoadedCapability({
    name: model.name,
    file: model.document.source.file,
    ...(model.description === undefined ? {} : { description: model.description }),
    ...around,
    exposed: first.exposers.map(({ namespace, type, node, guard }) => ({ namespace, type, endpoint: node.endpoint, closed: guard.closed })),
    consumed: first.consumers.map(({ namespace }) => namespace),
    whole: { documents, graph: describeGraph(first), exposers, first, compile },
  })
}

function unreadable(file: string, code: string, reason: string): Loaded {
  const at = { line: 1, column: 1 }
  return {
    diagnostics: [{ severity: 'error', code, message: reason, file, ...at, end: at, pointer: '' }],
    explanations: [],
    sources: new Map(),
  }
}
