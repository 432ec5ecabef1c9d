import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const LONGEST_LINE = 120
const HEAD = /^(?<severity>\w+) (?<code>NAFTIKO_\w+) at (?<line>\d+):(?<column>\d+), marking (?<marked>".*")$/

/**
 * One short example of each code, from the broken documents of the tests and what is expected of them.
 * @param {string} folder of the broken documents
 * @returns {ReadonlyMap<string, string>} by code: what `naftiko validate` says, with the line of the document
 */
export function diagnosticsExamples(folder) {
  const examples = new Map()
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.expected'))
  for (const file of files.toSorted()) {
    const document = path.join(folder, file.replace(/\.expected$/, '.yaml'))
    const source = readFileSync(document, 'utf8').split(/\r?\n/)
    for (const finding of readFileSync(path.join(folder, file), 'utf8').trimEnd().split(/\n\n/)) {
      const [code, text] = exampleOf(finding, source, path.basename(document)) ?? []
      if (code !== undefined && !examples.has(code)) examples.set(code, text)
    }
  }
  return examples
}

/** Nothing for a finding in an imported file, of several lines, or in a line that is too long or not plain text, where carets would be elsewhere. */
function exampleOf(finding, source, name) {
  const [head, ...words] = finding.split('\n')
  const found = HEAD.exec(head)
  if (found === null) return undefined
  const { severity, code, line, column, marked } = found.groups
  const text = source[line - 1]
  if (text === undefined || text.length > LONGEST_LINE || !/^[ -~]+$/.test(text)) return undefined
  const width = Math.max(1, Math.min(JSON.parse(marked).length, text.length - column + 1))
  const message = words[0].trim()
  const gutter = ' '.repeat(line.length)
  return [
    code,
    [
      `${name}:${line}:${column}: ${severity}: ${message} [${code}]`,
      `  ${line} | ${text}`,
      `  ${gutter} | ${' '.repeat(column - 1)}${'^'.repeat(width)}`,
      ...words.slice(1),
    ].join('\n'),
  ]
}
