/** Whether the name stands in a text, and not only as a part of another name. */
export function hasWord(text: string, name: string): boolean {
  return new RegExp(`(?<![\\w-])${name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}(?![\\w-])`).test(text)
}
