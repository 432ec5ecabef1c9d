import { readFile } from 'node:fs/promises'
import type { JsonValue } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { decode } from './decode.ts'

const page = await readFile(new URL('../../../docs/formats.md', import.meta.url), 'utf8')

/** The two blocks below a heading: an answer, and the JSON that it becomes. */
function example(heading: string): { readonly answer: string; readonly json: JsonValue } {
  const section = page.split(/^## /m).find((text) => text.startsWith(heading))!
  const [answer, json] = [...section.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map((match) => match[1]!)
  return { answer: answer!, json: JSON.parse(json!) as JsonValue }
}

describe('the example of docs/formats.md for', () => {
  it.each([
    ['xml', 'xml'],
    ['csv', 'csv, tsv, psv'],
    ['markdown', 'markdown'],
  ])('%s is true', async (type, heading) => {
    const { answer, json } = example(heading)
    expect(await decode(type, answer)).toEqual(json)
  })
})
