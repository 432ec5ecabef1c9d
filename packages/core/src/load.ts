import type { Diagnostic, Problem } from '@naftiko/plugin-api'
import { LoadedCapability } from './capability.ts'
import type { CompiledCapability, Findings } from './compile/compiler.ts'
import type { Services } from './composition/services.ts'
import { type CapabilityDocument, readDocument } from './document/document.ts'
import { readSource } from './document/source.ts'
import { describeGraph } from './graph/describe.ts'
import type { CapabilityModel } from './model/model.ts'
import { toModel } from './model/to-model.ts'
import type { Explanation, Source } from './public.ts'
import { validateDocument } from './validate/validate.ts'

/** Everything that is known about a document after it went through all stages. */
export interface Loaded {
  readonly diagnostics: readonly Diagnostic[]
  readonly explanations: readonly Explanation[]
  readonly sources: ReadonlyMap<string, string>
  /** Absent when the document was too broken to be compiled. */
  readonly capability?: LoadedCapability
}

const IGNORE_FINDINGS: Findings = { report: () => {}, explain: () => {} }

/** Source → document → model → compiled capability. The same way for `validate` and `load`, so what validates will load. */
export async function loadDocument(services: Services, source: Source): Promise<Loaded> {
  const text = await readSource(source, services.get('limits').documentBytes)
  if ('reason' in text) return unreadable(text.file, text.code, text.reason)
  const document = readDocument(text)
  const sources = new Map([[text.file, text.text]])
  if (!document.usable) return { diagnostics: document.reporter.diagnostics, explanations: [], sources }
  return { ...(await compileDocument(services, document, sources)), sources }
}

async function compileDocument(
  services: Services,
  document: CapabilityDocument,
  sources: ReadonlyMap<string, string>,
): Promise<Omit<Loaded, 'sources'>> {
  const explanations: Explanation[] = []
  const findings = findingsFor(document, explanations)
  const model = toModel(document.normal.value, document.source.file, findings.report)
  const broken = validateDocument(document.normal.value, model, services.get('registry'), services.get('schemas'), findings.report)
  const compiler = services.get('compiler')
  const compile = (into: Findings): Promise<CompiledCapability> => compiler.compile(model, document.source.base, broken, into)
  const first = await compile(findings)
  const { diagnostics } = document.reporter
  const capability = makeCapability(document, model, first, { diagnostics, explanations, sources, compile: () => compile(IGNORE_FINDINGS) })
  return { diagnostics, explanations, capability }
}

function findingsFor(document: CapabilityDocument, explanations: Explanation[]): Findings {
  const { reporter, normal, source } = document
  return {
    report: (problem: Problem, pointer: string) => reporter.report(problem, normal.origin(pointer)),
    explain: (pointer, text, kind, meaning) => {
      const origin = normal.origin(pointer)
      explanations.push({ file: source.file, ...reporter.place(origin), pointer: origin, text, kind, meaning })
    },
  }
}

interface Surroundings {
  readonly diagnostics: readonly Diagnostic[]
  readonly explanations: readonly Explanation[]
  readonly sources: ReadonlyMap<string, string>
  compile(): Promise<CompiledCapability>
}

function makeCapability(
  document: CapabilityDocument,
  model: CapabilityModel,
  first: CompiledCapability,
  around: Surroundings,
): LoadedCapability {
  return new LoadedCapability({
    name: model.name,
    file: document.source.file,
    ...(model.description === undefined ? {} : { description: model.description }),
    ...around,
    graph: describeGraph(first),
    exposed: first.exposers.map(({ namespace, type, node, guard }) => ({ namespace, type, endpoint: node.endpoint, closed: guard.closed })),
    consumed: first.consumers.map(({ namespace }) => namespace),
    first,
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
