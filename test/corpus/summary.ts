import type { Callable } from './answer.ts'
import type { DocumentReport } from './check-document.ts'
import type { Verdict } from './judge.ts'

const KINDS: readonly Callable['kind'][] = ['operation', 'tool', 'prompt', 'resource', 'skill', 'page']
const OUTCOMES: readonly Verdict['outcome'][] = ['called', 'dead', 'wrong']

/** What became of all documents, as one table. */
export function summary(reports: readonly DocumentReport[], seconds: number): string {
  const count = (outcome: DocumentReport['outcome']): number => reports.filter((report) => report.outcome === outcome).length
  const verdicts = reports.flatMap((report) => report.verdicts)
  const rows = KINDS.map((kind) => {
    const ofKind = verdicts.filter((verdict) => verdict.kind === kind)
    return [kind, ...OUTCOMES.map((outcome) => ofKind.filter((verdict) => verdict.outcome === outcome).length)]
  })
  return [
    `${reports.length} documents in ${seconds.toFixed(0)} s: ${count('served')} served, ${count('nothing to serve')} with nothing to serve, ${count('refused')} refused`,
    row(['', 'answered', 'dead', 'wrong']),
    ...rows.map(row),
  ].join('\n')
}

function row(cells: readonly (string | number)[]): string {
  return cells.map((cell, index) => (index === 0 ? String(cell).padEnd(10) : String(cell).padStart(9))).join('')
}

/** Everything that is wrong, each with its document and what was called. */
export function differencesIn(reports: readonly DocumentReport[]): readonly string[] {
  return reports.flatMap(({ name, problems, verdicts }) => [
    ...problems.map((problem) => `${name}: ${problem}`),
    ...verdicts.flatMap((verdict) => verdict.differences.map((difference) => `${name}: ${verdict.name}: ${difference}`)),
  ])
}
