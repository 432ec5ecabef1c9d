/** One description of two: a summary that the description does not already begin with comes first. */
export function describe(summary: string | undefined, description: string | undefined): string | undefined {
  if (summary === undefined || description === undefined) return description ?? summary
  if (letters(description).startsWith(letters(summary))) return description
  return `${summary.replace(/[.\s]+$/, '')}. ${description}`
}

function letters(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
}

const LONGEST = 1000

/** A description for a model to choose by: what matters comes first, and a whole manual page helps nobody. */
export function brief(text: string): string {
  if (text.length <= LONGEST) return text
  const cut = text.slice(0, LONGEST)
  const end = Math.max(cut.lastIndexOf('. '), cut.lastIndexOf('.\n'))
  return end > LONGEST / 2 ? cut.slice(0, end + 1) : `${cut.slice(0, cut.lastIndexOf(' '))} …`
}
