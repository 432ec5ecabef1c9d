import { type Document, isCollection, isScalar, type Node, type Scalar, visit, type YAMLParseError } from 'yaml'

/** What is wrong with a text as YAML, for the person who wrote it. Offsets are characters from the start. */
export interface SyntaxFinding {
  readonly message: string
  readonly hint: string
  readonly start: number
  readonly end: number
}

/**
 * One finding for one mistake: after the first place where the parser lost its way, whatever it says is a guess. Keys that
 * are written twice do not lead it astray, so each is told.
 */
export function syntaxFindings(tree: Document.Parsed, text: string): readonly SyntaxFinding[] {
  const known = leftover(text)
  if (known !== undefined && tree.errors.length > 0) return [known]
  const twice = tree.errors.filter(({ code }) => code === 'DUPLICATE_KEY')
  const first = tree.errors.filter(({ code }) => code !== 'DUPLICATE_KEY').toSorted((a, b) => a.pos[0] - b.pos[0])[0]
  if (first === undefined) return twice.map((error) => keyTwice(error, text))
  const runaway = quoteOverKeys(tree, first.pos[0], text)
  if (runaway !== undefined) return [runaway]
  return [finding(first, tree, text)]
}

/** A quote that is never closed ends at the next one of its kind, lines later: what stands between looks like keys. */
function quoteOverKeys(tree: Document.Parsed, before: number, text: string): SyntaxFinding | undefined {
  let found: SyntaxFinding | undefined
  visit(tree, {
    Scalar: (_, { type, range }) => {
      if (found !== undefined || range == null || type?.startsWith('QUOTE') !== true || range[0] > before) return
      const [, ...lines] = text.slice(range[0], range[1]).split('\n')
      if (lines.some((line) => /^\s*(?:- +)*[\w.-]+:(?:\s|$)/.test(line))) found = neverClosed(range[0], text)
    },
  })
  return found
}

function neverClosed(start: number, text: string): SyntaxFinding {
  const quote = text[start] === "'" ? "'" : '"'
  return at(start, 1, 'the quote that is opened here is never closed', `close it with ${quote} at the end of the text`)
}

/** What other programs leave in a file. */
function leftover(text: string): SyntaxFinding | undefined {
  const conflict = /^(?:<{7}|={7}|>{7})(?=[ \r\n]|$).*$/m.exec(text)
  if (conflict !== null)
    return at(
      conflict.index,
      conflict[0].trimEnd().length,
      'a merge conflict is not resolved here',
      'keep one of the two versions, and remove the lines with <<<<<<<, ======= and >>>>>>>',
    )
  const fence = /^[ \t]*```.*$/m.exec(text)
  return fence === null
    ? undefined
    : at(fence.index, fence[0].trimEnd().length, 'a fence of Markdown is no part of a document', 'remove the lines with ```')
}

function at(start: number, length: number, message: string, hint: string): SyntaxFinding {
  return { start, end: start + Math.max(1, length), message, hint }
}

function keyTwice({ pos }: YAMLParseError, text: string): SyntaxFinding {
  const key = /^(?:"[^"\n]*"|'[^'\n]*'|[^:\s]+)/.exec(text.slice(pos[0]))?.[0] ?? ''
  return at(
    pos[0],
    key.length,
    `the key "${key.replaceAll(/^["']|["']$/g, '')}" is written twice in one map`,
    'remove one of the two, or rename it',
  )
}

/** Why, by the code of the parser. */
const BY_CODE: Readonly<Record<string, (error: YAMLParseError, tree: Document.Parsed, text: string) => SyntaxFinding | undefined>> = {
  TAB_AS_INDENT: ({ pos }) => at(pos[0], 1, 'the line is indented with a tab, and YAML takes spaces only', 'replace the tab with spaces'),
  BAD_SCALAR_START: ({ pos }, _, text) => at(pos[0], 1, `a text cannot begin with ${text[pos[0]]!}`, 'put quotes around the text'),
  BAD_DIRECTIVE: ({ pos }, _, text) => at(pos[0], 1, `a text cannot begin with ${text[pos[0]]!}`, 'put quotes around the text'),
  BAD_DQ_ESCAPE: ({ pos }, _, text) =>
    at(
      pos[0],
      2,
      `"${text.slice(pos[0], pos[0] + 2)}" means nothing in double quotes`,
      'write the text in single quotes, or the backslash twice',
    ),
  MISSING_CHAR: unclosed,
  BAD_INDENT: unclosed,
  BLOCK_AS_IMPLICIT_KEY: (error, tree, text) => unclosedFlow(error, tree, text) ?? colonInText(error, text),
  MULTILINE_IMPLICIT_KEY: ({ pos }, _, text) => withoutColon(pos[0], text),
  UNEXPECTED_TOKEN: unexpected,
}

function finding(error: YAMLParseError, tree: Document.Parsed, text: string): SyntaxFinding {
  return (
    tabOf(error.pos[0], text) ??
    BY_CODE[error.code]?.(error, tree, text) ??
    lineFinding(error.pos[0], text) ?? {
      message: error.message.charAt(0).toLowerCase() + error.message.slice(1),
      hint: 'mend this place; what comes after it was not read',
      start: error.pos[0],
      end: Math.max(error.pos[1], error.pos[0] + 1),
    }
  )
}

function tabOf(offset: number, text: string): SyntaxFinding | undefined {
  const { start, line } = lineAt(offset, text)
  const tab = /^ *\t/.exec(line)
  return tab === null
    ? undefined
    : at(start + tab[0].length - 1, 1, 'the line is indented with a tab, and YAML takes spaces only', 'replace the tab with spaces')
}

function unclosed(error: YAMLParseError, tree: Document.Parsed, text: string): SyntaxFinding | undefined {
  if (/quote/.test(error.message)) {
    const quoted = lastNode(tree, (node) => isScalar(node) && node.type?.startsWith('QUOTE') === true && node.range![0] <= error.pos[0])
    const start = (quoted as Scalar | undefined)?.range?.[0] ?? error.pos[0]
    return neverClosed(start, text)
  }
  return unclosedFlow(error, tree, text)
}

/** A `{` or `[` before the place of which there is no end. */
function unclosedFlow(error: YAMLParseError, tree: Document.Parsed, text: string): SyntaxFinding | undefined {
  const open = lastNode(tree, (node) => {
    if (!isCollection(node) || node.flow !== true || node.range == null || node.range[0] >= error.pos[0]) return false
    const closing = text[node.range[0]] === '{' ? '}' : ']'
    return text.slice(node.range[0], node.range[1]).trimEnd().at(-1) !== closing
  })
  const start = open?.range?.[0]
  if (start === undefined) return undefined
  return at(start, 1, `the ${text[start]!} that is opened here is never closed`, `close it with ${text[start] === '{' ? '}' : ']'}`)
}

function lastNode(tree: Document.Parsed, fits: (node: Node) => boolean): Node | undefined {
  let found: Node | undefined
  visit(tree, {
    Node: (_, node) => {
      if (fits(node)) found = node
    },
  })
  return found
}

function colonInText({ pos }: YAMLParseError, text: string): SyntaxFinding | undefined {
  const { line, start } = lineAt(pos[0], text)
  const value = /^\s*(?:- +)*[^\s:]+: +(?=\S)(.*: .*)$/.exec(line)
  if (value === null) return tooDeep(pos[0], text)
  const written = value[1]!.trimEnd()
  return at(
    start + line.indexOf(written),
    written.length,
    'a text with ": " in it reads as a key and its value',
    `put quotes around it: ${JSON.stringify(written)}`,
  )
}

/** A line that is indented deeper than the complete one above it is read as the rest of that. */
function tooDeep(offset: number, text: string): SyntaxFinding | undefined {
  const above = lineAt(offset, text)
  const below = lineAt(above.start + above.line.length + 1, text)
  const written = below.line.trim()
  const hint = `begin it in column ${columnOf(above.line) + 1}, below the key of the line above`
  const isDeeper = columnOf(below.line) > columnOf(above.line)
  return written === '' || !isDeeper
    ? undefined
    : at(
        below.start + columnOf(below.line),
        written.length,
        'the line is indented deeper than the one above it, which has a value already',
        hint,
      )
}

/** Where the key of a line begins, behind its dashes. */
function columnOf(line: string): number {
  return /^\s*(?:- +)*/.exec(line)![0].length
}

function withoutColon(offset: number, text: string): SyntaxFinding {
  const { line, start } = lineAt(offset, text)
  const written = line.trim().replace(/^(?:- +)+/, '')
  const place = start + line.indexOf(written)
  const glued = /^([\w-]+):(?=\S)/.exec(written)
  if (glued !== null)
    return at(
      place,
      written.length,
      `there is no space after the colon of "${glued[1]!}"`,
      `write "${glued[1]!}: ${written.slice(glued[0].length)}"`,
    )
  return (
    lineFinding(offset, text) ??
    at(
      place,
      written.length,
      `"${written}" is neither a key with a value nor an item of a list`,
      'write "key: value", or begin an item of a list with "- "',
    )
  )
}

function unexpected(error: YAMLParseError, _: Document.Parsed, text: string): SyntaxFinding | undefined {
  const { line } = lineAt(error.pos[0], text)
  const rest = line.slice(error.pos[0] - lineAt(error.pos[0], text).start).trimEnd()
  if (/node end/.test(error.message))
    return at(error.pos[0], rest.length, 'there is more text after the value', 'put quotes around the whole text')
  if (/^[,:\]}]/.test(rest)) return at(error.pos[0], 1, `there is nothing before this ${rest[0]!}`, `remove it`)
  return undefined
}

/** A line whose indentation fits to none above. */
function lineFinding(offset: number, text: string): SyntaxFinding | undefined {
  const { line, start } = lineAt(offset, text)
  const written = line.trim()
  const column = line.length - line.trimStart().length
  if (/^-[\w"']/.test(written))
    return at(start + column, written.length, 'there is no space after the dash', `write "- ${written.slice(1)}"`)
  const above = text
    .slice(0, start)
    .split('\n')
    .findLast((one, index, all) => index < all.length - 1 && one.trim() !== '' && !one.trim().startsWith('#'))
  if (above === undefined || written === '') return undefined
  const depth = columnOf(above)
  if (written.startsWith('- ') && column === depth)
    return at(
      start + column,
      written.length,
      'an item of a list stands among the keys of a map',
      'remove the "- ", or indent the list below its key',
    )
  if (written.startsWith('- ') || column === depth) return undefined
  return at(
    start + column,
    written.length,
    'the indentation of this line fits to none above it',
    `begin it in the column of the key that it stands beside, such as column ${depth + 1}`,
  )
}

function lineAt(offset: number, text: string): { readonly start: number; readonly line: string } {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', start)
  return { start, line: text.slice(start, end === -1 ? text.length : end).replace(/\r$/, '') }
}
