import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { inRepository } from '../repository.ts'

/** One fenced block of a page. */
export interface Block {
  readonly page: string
  /** Line of the fence, from 1. */
  readonly line: number
  readonly language: string
  readonly text: string
  /** The file that its first line names, such as `# books.yaml`. */
  readonly file: string | undefined
}

/** Every page for readers. */
export const PAGES: readonly string[] = [
  'README.md',
  'capabilities/README.md',
  ...readdirSync(inRepository('docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]

export function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(inRepository(page), 'utf8')
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    page,
    line: text.slice(0, match.index).split('\n').length,
    language: match[1]!,
    text: match[2]!,
    file: /^(?:#|\/\/) ([\w.-]+\.\w+)\n/.exec(match[2]!)?.[1],
  }))
}

/** The block of a page that is this file. */
export function fileOf(page: string, file: string): string {
  const block = blocksOf(page).find((one) => one.file === file)
  if (block === undefined) throw new Error(`${page} has no block for ${file}`)
  return block.text
}

/** Links within the repository: file and anchor. */
export function linksOf(page: string): readonly (readonly [file: string, anchor: string])[] {
  const text = readFileSync(inRepository(page), 'utf8').replaceAll(/^```[\s\S]*?^```$/gm, '')
  const folder = path.dirname(inRepository(page))
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!).filter((target) => !/^[a-z]+:/.test(target))
  return targets.map((target) => {
    const [file = '', anchor] = target.split('#')
    return [file === '' ? inRepository(page) : path.resolve(folder, file), anchor === undefined ? '' : `#${anchor}`] as const
  })
}

/** Anchors of headings, as GitHub makes them. */
export function anchorsOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8').replaceAll(/^```[\s\S]*?^```$/gm, '')
  return [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    match[1]!
      .toLowerCase()
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
