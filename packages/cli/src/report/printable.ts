/** Control characters of a document or an upstream must not reach a terminal, where they could rewrite what stands there. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the ones meant
  return text.replaceAll(/[\u0000-\u0008\u000A-\u001F\u007F-\u009F]/g, (character) => ESCAPES[character] ?? escapeOf(character))
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': String.raw`\n`, '\r': String.raw`\r` }

function escapeOf(character: string): string {
  return `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`
}

const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u
const WITHOUT_WIDTH = /\p{Mark}|\p{Cf}/u

/** Columns that the text takes in a terminal. Tabs count as one. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += WITHOUT_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  return width
}
