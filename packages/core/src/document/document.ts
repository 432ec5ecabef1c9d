import { isObject, type Problem } from '@naftiko/plugin-api'
import { DOCUMENT } from './grammar.ts'
import { positionAt } from './locate.ts'
import { type Mend, mended } from './mend.ts'
import { normalize, type NormalDocument } from './normalize.ts'
import { type ParsedYaml, parseYaml, versionIn } from './parse-yaml.ts'
import { Reporter } from './reporter.ts'
import type { SourceText } from './source.ts'

/** A document in one grammar, with a reporter that knows where everything was written. */
export interface CapabilityDocument {
  readonly source: SourceText
  readonly normal: NormalDocument
  readonly reporter: Reporter
  /** `info.version`, as it is written: 1.10 is not 1.1. */
  readonly version?: string
  /** Whether there is anything to go on with: a mapping at the root. */
  readonly usable: boolean
}

/** Takes a finding at a pointer of a normalised document. */
export type Report = (problem: Problem, pointer: string, document: CapabilityDocument) => void

/** Text → document. Everything that is wrong with it as YAML is in its reporter. */
export function readDocument(source: SourceText, mends: readonly Mend[] = []): CapabilityDocument {
  const parsed = mended(
    parseYaml(source.text),
    mends.filter(({ file }) => file === source.file),
  )
  const reporter = new Reporter(source.file, parsed)
  reportSyntax(parsed, reporter, source.file)
  const usable = isObject(parsed.value)
  if (!usable && parsed.problems.every((problem) => problem.severity !== 'error')) {
    reporter.report(
      {
        code: 'NAFTIKO_NOT_A_CAPABILITY',
        message: 'the document is not a mapping, so it declares nothing',
        hint: 'start it with "naftiko: 1.0.0-alpha2" and a "capability:" section',
      },
      '',
    )
  }
  const normal = normalize(isObject(parsed.value) ? parsed.value : {}, DOCUMENT)
  for (const problem of normal.problems) reporter.report(problem, problem.at ?? '')
  const version = versionIn(parsed)
  return { source, normal, reporter, usable, ...(version === undefined ? {} : { version }) }
}

function reportSyntax(parsed: ParsedYaml, reporter: Reporter, file: string): void {
  for (const problem of parsed.problems) {
    const start = positionAt(parsed.lines, problem.start)
    const end = positionAt(parsed.lines, problem.end)
    reporter.add({
      severity: problem.severity,
      code: problem.code,
      message: problem.message,
      hint: problem.hint,
      file,
      ...start,
      end,
      pointer: '',
    })
  }
}
