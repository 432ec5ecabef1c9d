/** The words of a text in lower case, joined by hyphens: `getHTTPStatus of Café` becomes `get-http-status-of-cafe`. */
export function kebab(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, '$1-$2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
}

/** Cut between words where there is one to cut at. */
export function shorten(name: string, longest: number): string {
  if (name.length <= longest) return name
  const cut = name.slice(0, longest + 1)
  const end = cut.lastIndexOf('-')
  return end > longest / 2 ? cut.slice(0, end) : name.slice(0, longest).replace(/-+$/, '')
}
