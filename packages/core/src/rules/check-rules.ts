import type { Diagnostic, Problem, RuleDocument, RuleEntry, RuleNode, RulePlugin } from '@naftiko/plugin-api'
import { emptyObject, isObject, type JsonObject, type NodeEntry, type Operation } from '@naftiko/plugin-api'
import type { CompiledCapability } from '../compile/compiled.ts'
import type { Report } from '../document/document.ts'
import { importsOf } from '../document/imports.ts'
import type { Entry } from '../model/model.ts'
import type { PluginRegistry } from '../plugin/registry.ts'
import type { RuleSeverity } from '../public.ts'

type Severities = Readonly<Record<string, RuleSeverity>>

/** Has every rule look at a document after it was compiled. Rules that are off are not asked. */
export function checkRules(registry: PluginRegistry, settings: Severities, compiled: CompiledCapability, report: Report): void {
  const rules = rulesOf(registry).filter((rule) => (settings[rule.code] ?? rule.severity) !== 'off')
  if (rules.length === 0) return
  const places = new Map<RuleEntry<unknown>, Entry<unknown>>()
  const document = toRuleDocument(compiled, places)
  for (const rule of rules) {
    const severity = rule.severity === 'off' ? 'hint' : rule.severity
    const tell = (problem: Problem, entry?: RuleEntry<unknown>): void => {
      const place = entry === undefined ? undefined : places.get(entry)
      report(problem, (place?.pointer ?? '') + (problem.at ?? ''), place?.document ?? compiled.model.document)
    }
    try {
      rule.check(document, (problem, entry) => tell({ ...problem, code: rule.code, severity }, entry))
    } catch (error) {
      const message = `the rule "${rule.type}" of ${rule.name} failed: ${error instanceof Error ? error.message : String(error)}`
      const hint = `this is a bug of the rule; switch it off with --rule ${rule.code}=off`
      tell({ severity: 'warning', code: 'NAFTIKO_PLUGIN_FAILED', message, hint })
    }
  }
}

/** The findings as bad as somebody says they are. What the engine calls an error stays one: nothing could run it. */
export function withSeverities(
  diagnostics: readonly Diagnostic[],
  settings: Severities,
  rules: ReadonlySet<string>,
): readonly Diagnostic[] {
  return diagnostics.flatMap((diagnostic) => {
    const wanted = Object.hasOwn(settings, diagnostic.code) ? settings[diagnostic.code] : undefined
    if (wanted === undefined || (diagnostic.severity === 'error' && !rules.has(diagnostic.code))) return [diagnostic]
    return wanted === 'off' ? [] : [{ ...diagnostic, severity: wanted === 'info' ? ('hint' as const) : wanted }]
  })
}

export function codesOfRules(registry: PluginRegistry): ReadonlySet<string> {
  return new Set(rulesOf(registry).map(({ code }) => code))
}

function rulesOf(registry: PluginRegistry): readonly RulePlugin[] {
  return registry.all().flatMap((plugin) => (plugin.kind === 'rule' ? [plugin] : []))
}

function toRuleDocument(compiled: CompiledCapability, places: Map<RuleEntry<unknown>, Entry<unknown>>): RuleDocument {
  const { model, consumers, exposers, functions } = compiled
  const entryOf = <Value>(entry: Entry<Value>): RuleEntry<Value> => {
    const seen = { value: entry.value, imported: entry.document !== model.document }
    places.set(seen, entry)
    return seen
  }
  const nodeOf = (entry: Entry<NodeEntry & JsonObject>, operations: readonly Operation[]): RuleNode => {
    const seen = { value: entry.value, imported: entry.document !== model.document, operations }
    places.set(seen, entry)
    return seen
  }
  const operationsOf = (
    nodes: readonly {
      readonly pointer: string
      readonly namespace: string
      readonly node: { readonly operations: readonly Operation[] }
    }[],
    entry: Entry<NodeEntry>,
  ): readonly Operation[] =>
    nodes.find(({ pointer, namespace }) => pointer === entry.pointer && namespace === entry.value.namespace)?.node.operations ?? []
  const info = model.document.normal.value['info']
  const callers = [...exposers.flatMap(({ node }) => node.operations), ...functions.map(({ operation }) => operation)]
  return {
    info: isObject(info) ? info : emptyObject(),
    binds: model.binds.map(entryOf),
    consumes: model.consumes.map((entry) => nodeOf(entry, operationsOf(consumers, entry))),
    exposes: model.exposes.map((entry) => nodeOf(entry, operationsOf(exposers, entry))),
    aggregates: model.aggregates.map(entryOf),
    imports: importsOf(model.document).map(entryOf),
    called: new Set(callers.flatMap(({ calls }) => calls ?? [])),
    used: new Set(compiled.uses.keys()),
    incomplete:
      consumers.length < model.consumes.length ||
      exposers.length < model.exposes.length ||
      model.documents.some(({ reporter }) => reporter.diagnostics.some((one) => one.severity !== 'hint')),
  }
}
