import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { inRepository } from '../repository.ts'

/** One published document, as `INDEX.tsv` lists it. */
export interface CorpusDocument {
  /** Path below the folder of documents. */
  readonly name: string
  readonly file: string
  /** `capability`, `fragment` and others; only the first has something that can be served. */
  readonly kind: string
  readonly features: readonly string[]
}

/** Where published documents lie: beside the repository, or where `NAFTIKO_CORPUS` says. */
export const corpusFolder: string = process.env['NAFTIKO_CORPUS'] ?? path.resolve(inRepository('..'), 'shared/corpus')

/** Every document of the folder; none where the folder is not there. */
export function corpusDocuments(folder: string = corpusFolder): readonly CorpusDocument[] {
  const index = path.join(folder, 'INDEX.tsv')
  if (!existsSync(index)) return []
  const [head = '', ...lines] = readFileSync(index, 'utf8').split('\n')
  const columns = head.split('\t')
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const cells = line.split('\t')
      const cell = (name: string): string => cells[columns.indexOf(name)] ?? ''
      const name = cell('file')
      return { name, file: path.join(folder, 'files', name), kind: cell('kind'), features: cell('features').split(' ').filter(Boolean) }
    })
}
