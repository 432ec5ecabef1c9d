import type { JsonObject } from '@naftiko/plugin-api'
import { type Members, setMember } from '../text/set-member.ts'
import { inlineText, type Token } from './tokens.ts'

/** A heading and what stands below it, up to the next heading of any level. */
export interface Section {
  readonly heading: string
  readonly level: number
  readonly lines: string[]
}

export interface Contents {
  /** What stands before the first heading. */
  readonly introduction: string[]
  readonly sections: Section[]
  readonly tables: (readonly JsonObject[])[]
}

/**
 * Goes through a page from top to bottom: each paragraph, list item, table row and line of code is a line of the section
 * that it stands in. Headings and tables in lists and quotations are lines like any other.
 */
export function contentsOf(tokens: readonly Token[]): Contents {
  const contents: Contents = { introduction: [], sections: [], tables: [] }
  let lines = contents.introduction
  let rows: string[][] | undefined
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'heading_open' && token.level === 0) {
      const section = { heading: inlineText(tokens[index + 1]!), level: Number(token.tag.slice(1)), lines: [] }
      contents.sections.push(section)
      lines = section.lines
    } else if (token.type === 'inline') {
      if (rows !== undefined) rows.at(-1)!.push(inlineText(token))
      else if (!isHeading(tokens[index - 1])) lines.push(inlineText(token))
    } else if (token.type === 'fence' || token.type === 'code_block') lines.push(token.content.replace(/\n$/, ''))
    else if (token.type === 'table_open') rows = []
    else if (token.type === 'tr_open') rows!.push([])
    else if (token.type === 'table_close') {
      lines.push(...rows!.map((cells) => cells.join(' | ')))
      if (token.level === 0) contents.tables.push(namedRows(rows!))
      rows = undefined
    }
  }
  return contents
}

function isHeading(token: Token | undefined): boolean {
  return token?.type === 'heading_open' && token.level === 0
}

function namedRows([names = [], ...rows]: readonly (readonly string[])[]): readonly JsonObject[] {
  return rows.map((cells) => {
    const row: Members = {}
    for (const [index, name] of names.entries()) setMember(row, name, cells[index] ?? '')
    return row
  })
}
