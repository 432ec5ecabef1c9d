import type { Place } from './locate.ts'

/** The text with these places unreadable, for whoever shows lines of it. Lines and columns stay as they are. */
export function masked(text: string, places: readonly Place[]): string {
  if (places.length === 0) return text
  const lines = text.split('\n')
  for (const { start, end } of places)
    for (let line = start.line; line <= Math.min(end.line, lines.length); line++) {
      const written = lines[line - 1]!
      const from = line === start.line ? start.column - 1 : 0
      const to = line === end.line ? end.column - 1 : written.length
      lines[line - 1] = written.slice(0, from) + written.slice(from, to).replaceAll(/[^\s"']/g, '•') + written.slice(to)
    }
  return lines.join('\n')
}
