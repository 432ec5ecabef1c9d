import { beforeAll, describe, expect, it } from 'vitest'
import { checkDocument, type DocumentReport } from './check-document.ts'
import { corpusDocuments, corpusFolder } from './documents.ts'
import { differencesIn, summary } from './summary.ts'

const documents = corpusDocuments()
if (documents.length === 0) process.stderr.write(`no published documents in ${corpusFolder}; NAFTIKO_CORPUS says where they are\n`)

/** Documents that are under way at one time. */
const CONCURRENT = 6
const MINUTES = 60_000

describe.skipIf(documents.length === 0)('published documents', () => {
  let reports: readonly DocumentReport[] = []

  beforeAll(async () => {
    const started = performance.now()
    reports = await checkAll()
    process.stdout.write(`\n${summary(reports, (performance.now() - started) / 1000)}\n`)
  }, 10 * MINUTES)

  it('are served, or refused with a reason and its place; what is called answers, and sends nothing that was not understood', () => {
    expect(differencesIn(reports)).toEqual([])
  })

  it('are refused only when they have nothing that could be served', () => {
    const capabilities = new Set(documents.filter(({ kind }) => kind === 'capability').map(({ name }) => name))
    expect(reports.filter(({ outcome, name }) => outcome === 'refused' && capabilities.has(name)).map(({ name }) => name)).toEqual([])
  })
})

async function checkAll(): Promise<readonly DocumentReport[]> {
  const left = documents.values()
  const reports: DocumentReport[] = []
  const worker = async (): Promise<void> => {
    for (const document of left) reports.push(await checkDocument(document).catch((error: unknown) => died(document.name, error)))
  }
  await Promise.all(Array.from({ length: CONCURRENT }, worker))
  return reports.toSorted((a, b) => a.name.localeCompare(b.name))
}

/** Whatever throws around a call is a bug of the engine, and the other documents still have their say. */
function died(name: string, error: unknown): DocumentReport {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { name, outcome: 'refused', verdicts: [], problems: [`the engine died: ${reason}`] }
}
