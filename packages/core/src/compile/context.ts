import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type {
  CompileContext,
  Decoder,
  JsonObject,
  LinkContext,
  Logger,
  Mapping,
  OutputEntry,
  Problem,
  Template,
  TemplateOptions,
} from '@naftiko/plugin-api'
import { compileMapping } from '../expression/mapping.ts'
import { compileTemplate, type TemplateNames } from '../expression/template.ts'
import { continueTrace } from '../observe/trace.ts'
import type { PluginRegistry } from '../plugin/registry.ts'
import type { Limits } from '../public.ts'
import { didYouMean } from '../validate/nearest.ts'
import type { Schemas } from '../validate/schemas.ts'
import { collect } from './collect.ts'
import { link } from './link.ts'
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
  /** Folder that file references start from. */
  readonly base: string
  /** Pointers are those of the normalised document. */
  report(problem: Problem, pointer: string): void
  explain(pointer: string, text: string, kind: string, meaning: string): void
  /** Told of each variable that something refers to. */
  uses(variable: string, pointer: string): void
}

/** The context of one entry: everything that its plugin may ask for. Pointers are relative to the entry. */
export function compileContext(scope: CompilationScope, pointer: string, namespace: string): LinkContext {
  const report = (problem: Problem): void => scope.report(problem, pointer + (problem.at ?? ''))
  const explain = (at: string, text: string, kind: string, meaning: string): void => scope.explain(pointer + at, text, kind, meaning)
  const template = (text: string, at: string, options: TemplateOptions = {}): Template =>
    templateAt(scope, text, pointer, at, options, report)
  const mapping = (parameters: readonly OutputEntry[] | undefined, at: string): Mapping =>
    compileMapping(parameters, at, { report, template, explain, limits: scope.limits })
  const context: CompileContext = {
    log: scope.log.child({ namespace }),
    report,
    read: (location) => readRelative(location, scope),
    template,
    mapping,
    decoder: (format, at, options) => decoderFor(scope, format, at, options ?? {}, report),
    validator: (schema) => scope.schemas.validator(schema),
  }
  return {
    ...context,
    link: (call, at) =>
      link(call, at, {
        targets: scope.targets,
        names: scope.names,
        runtime: scope.runtime,
        collectBytes: scope.limits.collectBytes,
        report,
        explain,
        template,
        mapping,
      }),
    collect: (outcome, options) => collect(outcome, scope.limits.collectBytes, options),
    trace: continueTrace,
  }
}

function templateAt(
  scope: CompilationScope,
  text: string,
  pointer: string,
  at: string,
  options: TemplateOptions,
  report: (problem: Problem) => void,
): Template {
  const { template, problems } = compileTemplate(text, options, scope.names)
  for (const problem of problems) report({ at, ...problem })
  for (const reference of template.references) {
    if (reference.source === 'variable') scope.uses(reference.name, pointer + at)
  }
  return template
}

function decoderFor(
  scope: CompilationScope,
  format: string,
  at: string,
  options: JsonObject,
  report: (problem: Problem) => void,
): Decoder | undefined {
  const plugin = scope.registry.get('format', format)
  if (plugin !== undefined) return plugin.compile(options)
  const types = scope.registry.types('format')
  report({
    severity: 'warning',
    code: 'NAFTIKO_FORMAT_UNKNOWN',
    message: `no plugin decodes the format "${format}", so answers pass as they are`,
    hint: didYouMean(format, types) ?? `this build knows ${types.join(', ')}`,
    at,
  })
  return undefined
}

async function readRelative(location: string, scope: CompilationScope): Promise<Uint8Array> {
  const file = path.resolve(scope.base, pathOf(location))
  const { size } = await stat(file)
  if (size > scope.limits.documentBytes)
    throw new Error(`${location} has ${size} bytes, and at most ${scope.limits.documentBytes} are read`)
  return readFile(file)
}

/** `file:///./x` is how documents write a path relative to themselves; it is not one for the URL standard. */
function pathOf(location: string): string {
  const relative = /^file:\/\/\/?(\.\.?\/.*)$/.exec(location)
  if (relative !== null) return relative[1]!
  return location.startsWith('file:') ? fileURLToPath(location) : location
}
