import type { JsonObject } from '@naftiko/plugin-api'
import { addText, type Element, membersOf, valueOf } from './element.ts'

/** Elements inside each other at most; more than this is no data. */
const DEEPEST = 1000

/**
 * The members of the root element. The parser is strict and knows the five entities of XML only: what a DOCTYPE
 * declares is skipped, and a reference to it is an error, so entities neither reach files nor multiply.
 */
export async function parseXml(text: string): Promise<JsonObject> {
  const { SaxesParser } = await import('saxes')
  const parser = new SaxesParser()
  const open: Element[] = []
  let root: JsonObject = {}
  const onText = (run: string): void => {
    const element = open.at(-1)
    if (element !== undefined) addText(element, run)
  }
  parser.on('text', onText)
  parser.on('cdata', onText)
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length === DEEPEST) throw new Error(`the XML has more than ${DEEPEST} elements inside each other`)
    open.push({ name, attributes, children: [], runs: [] })
  })
  parser.on('closetag', () => {
    const element = open.pop()!
    const parent = open.at(-1)
    if (parent === undefined) root = membersOf(element)
    else parent.children.push([element.name, valueOf(element)])
  })
  parser.on('error', (error) => {
    throw explained(error)
  })
  // Much that is sent begins with an empty line, which no declaration may.
  parser.write(text.replace(/^\s+(?=<\?xml\b)/, '')).close()
  return root
}

/** The parser says `line:column: reason`. */
function explained(error: Error): Error {
  const [, line, column, reason = error.message] = /^(\d+):(\d+): (.*?)\.?$/s.exec(error.message) ?? []
  const where = line === undefined ? '' : ` at line ${line}, column ${column}`
  return new Error(`the XML is not well-formed${where}: ${reason}`, { cause: error })
}
