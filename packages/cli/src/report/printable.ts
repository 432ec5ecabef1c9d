/** Control characters of a document or an upstream must not reach a terminal, where they could rewrite or reorder what stands there. */
export function printable(text: string): string {
  return text.replaceAll(NOT_FOR_TERMINALS, (character) => ESCAPES[character] ?? escapeOf(character))
}

/** C0 and C1 controls but the tab, separators of lines, and what turns the direction of writing. */
const NOT_FOR_TERMINALS =
  // oxlint-disable-next-line no-control-regex -- these are the ones meant
  /[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g

const ESCAPES: Readonly<Record<string, string>> = { '\n': String.raw`\n`, '\r': String.raw`\r` }

function escapeOf(character: string): string {
  return `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`
}

/** Characters that are one each and one column wide, whatever stands beside them. */
const PLAIN = /^[ -~]*$/

let segmenter: Intl.Segmenter | undefined

/** The characters as people see them: a letter with its accents, a family of emoji and a flag are one each. */
export function graphemesOf(text: string): readonly string[] {
  if (PLAIN.test(text)) return text.split('')
  // Its tables take longer to load than most commands take to run.
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return Array.from(segmenter.segment(text), ({ segment }) => segment)
}

const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}|\p{Emoji}\uFE0F/u
const WITHOUT_WIDTH = /^(?:\p{Mark}|\p{Cf})+$/u

/** Columns that the text takes in a terminal. Tabs count as one. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length
  let width = 0
  for (const character of graphemesOf(text)) width += WITHOUT_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  return width
}
