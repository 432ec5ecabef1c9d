/** What the parser makes of a page: a flat list, in which pairs of tokens open and close what contains others. */
export type Token = ReturnType<InstanceType<typeof import('markdown-it').default>['parse']>[number]

/** The tokens of a page in CommonMark, with the tables of GitHub. */
export async function tokensOf(text: string): Promise<readonly Token[]> {
  const { default: MarkdownIt } = await import('markdown-it')
  return new MarkdownIt({ html: true }).parse(text, {})
}

/** Inline text without its marks. Where a paragraph is broken into lines in its source means nothing. */
export function inlineText({ children }: Token): string {
  return (children ?? []).map((token) => INLINE[token.type]?.(token) ?? '').join('')
}

const INLINE: Readonly<Record<string, (token: Token) => string>> = {
  text: ({ content }) => content,
  code_inline: ({ content }) => content,
  image: (token) => inlineText(token),
  softbreak: () => ' ',
  hardbreak: () => '\n',
}
