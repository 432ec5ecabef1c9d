import type { Stream } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

/** Whoever writes without ever ending a line is cut. */
const LONGEST_LINE = 4000

/** Tells of each line that a stream has. Always reads on: a process whose output nobody reads stops. */
export function logLines(stream: Stream, tell: (line: string) => void): void {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  const cut = (): void => {
    const lines = rest.split(/\r?\n/)
    rest = lines.pop()!
    for (const line of lines) if (line.trim() !== '') tell(line.slice(0, LONGEST_LINE))
    if (rest.length > LONGEST_LINE) {
      tell(rest.slice(0, LONGEST_LINE))
      rest = ''
    }
  }
  stream.on('data', (chunk: Buffer) => {
    rest += decoder.write(chunk)
    cut()
  })
  stream.on('end', () => {
    rest += '\n'
    cut()
  })
}
