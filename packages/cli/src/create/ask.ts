import type { Io } from '../io.ts'

/** One question, and the answer that is taken when nothing is typed. */
export interface Question {
  readonly text: string
  readonly fallback?: string
  /** Says what is wrong with an answer; nothing when it will do. */
  check?(answer: string): string | undefined
}

/** Asks the person at the terminal. `undefined` when nobody sits there. */
export function asker(io: Io): ((question: Question) => Promise<string>) | undefined {
  const isTerminal = (io.stdin as { readonly isTTY?: boolean }).isTTY === true && io.stdout.isTTY === true
  return isTerminal ? (question) => ask(io, question) : undefined
}

async function ask(io: Io, question: Question): Promise<string> {
  const { createInterface } = await import('node:readline/promises')
  const terminal = createInterface({ input: io.stdin, output: io.stdout })
  try {
    for (;;) {
      const hint = question.fallback === undefined ? '' : ` (${question.fallback})`
      const answer = (await terminal.question(`${question.text}${hint}: `)).trim() || (question.fallback ?? '')
      const wrong = answer === '' ? 'an answer is needed' : question.check?.(answer)
      if (wrong === undefined) return answer
      io.stdout.write(`  ${wrong}\n`)
    }
  } finally {
    terminal.close()
  }
}
