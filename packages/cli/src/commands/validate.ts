import type { Engine, Explanation, Report } from '@naftiko/core'
import { openEngine } from '../build.ts'
import { type Command, defineCommand } from '../command.ts'
import { findDocuments } from '../documents.ts'
import { EXIT } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { write, writeJson, writeLine } from '../output.ts'
import { paintFor } from '../report/colour.ts'
import { distinct, githubAnnotations, prettyDiagnostics } from '../report/diagnostics.ts'
import { summary } from '../report/summary.ts'
import { readRules } from '../option-values.ts'
import { table } from '../report/table.ts'
import { PLUGIN, RULE, STRICT } from '../shared-options.ts'
import { UsageError } from '../usage-error.ts'

/** `naftiko validate`. */
export const validate: Command = defineCommand({
  about: [
    'Every problem is reported at once, with its place. Nothing is started; no variable and no network is needed.',
    'What validates will load: run and call take the same way.',
  ],
  options: {
    strict: STRICT,
    format: {
      kind: 'text',
      value: '<format>',
      choices: ['pretty', 'json', 'github'],
      default: 'pretty',
      about: 'pretty on stderr, the others on stdout',
    },
    explain: { kind: 'flag', about: 'how every expression, reference and call was understood' },
    rule: RULE,
    plugin: PLUGIN,
  },
  examples: [
    ['naftiko validate capabilities/', 'every document of a folder'],
    ['naftiko validate a.yaml --explain', 'also say what each expression means'],
    ['naftiko validate a.yaml --rule NAFTIKO_TOOL_DESCRIPTION=error', 'no tool without a description'],
    ['naftiko validate a.yaml --strict --format github', 'in a workflow: annotations beside the lines'],
  ],
  run: async ({ options, operands, context }) => {
    if (operands.length === 0) throw new UsageError('name at least one capability document or folder')
    const { io, build } = context
    const engine = await openEngine({ io, build, plugins: options.plugin, rules: readRules(options.rule) })
    const report = await validateAll(engine, io, operands, options.strict)
    await REPORT[options.format](report, io, options.explain)
    if (report.diagnostics.length > 0 || options.format === 'pretty') await writeLine(io.stderr, summaryLine(report, options.strict))
    return report.valid ? EXIT.fine : EXIT.badDocument
  },
})

/** The reports on several documents as one. */
interface MergedReport extends Report {
  readonly files: number
}

async function validateAll(engine: Engine, io: Io, operands: readonly string[], strict: boolean): Promise<MergedReport> {
  const { files, empty } = await findDocuments(io, operands)
  const reports = await Promise.all(files.map((file) => engine.validate(file, { strict })))
  return {
    valid: empty.length === 0 && reports.every((report) => report.valid),
    diagnostics: distinct([...reports.flatMap((report) => report.diagnostics), ...empty]),
    explanations: reports.flatMap((report) => report.explanations),
    sources: new Map(reports.flatMap((report) => [...report.sources])),
    files: files.length,
  }
}

type Printer = (report: MergedReport, io: Io, explain: boolean) => Promise<void>

const REPORT: Readonly<Record<'pretty' | 'json' | 'github', Printer>> = {
  pretty: async ({ diagnostics, explanations, sources }, io, explain) => {
    if (explain && explanations.length > 0) await writeLine(io.stdout, explanationTable(explanations))
    if (diagnostics.length > 0) await write(io.stderr, `${prettyDiagnostics(diagnostics, sources, paintFor(io.stderr, io.env))}\n`)
  },
  json: async ({ valid, diagnostics, explanations }, io, explain) => {
    await writeJson(io.stdout, { valid, diagnostics, ...(explain ? { explanations } : {}) })
  },
  github: async ({ diagnostics, explanations }, io, explain) => {
    if (explain && explanations.length > 0) await writeLine(io.stdout, explanationTable(explanations))
    if (diagnostics.length > 0) await writeLine(io.stdout, githubAnnotations(diagnostics))
  },
}

function explanationTable(explanations: readonly Explanation[]): string {
  return table(explanations.map(({ file, line, column, text, kind, meaning }) => [`${file}:${line}:${column}`, text, kind, meaning]))
}

function summaryLine({ diagnostics, files, valid }: MergedReport, strict: boolean): string {
  const onlyWarnings = !valid && strict && diagnostics.every(({ severity }) => severity !== 'error')
  return `${summary(diagnostics, files)}${onlyWarnings ? '; with --strict, warnings count as errors' : ''}`
}
