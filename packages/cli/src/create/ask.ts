import type { Interface } from 'node:readline/promises'
import type { Io } from '../io.ts'
import { UsageError } from '../usage-error.ts'

/** One question, and the answer that is taken when nothing is typed. */
export interface Question {
  readonly text: string
  readonly fallback?: string
  /** Says what is wrong with an answer; nothing when it will do. */
  check?(answer: string): string | undefined
}

/** Asks one question. Resolves to `undefined` when nobody is there to answer. */
export type Ask = (question: Question) => Promise<string | undefined>

/** Lets `use` ask the person at the terminal, if there is one. What was typed ahead answers the questions that follow. */
export async function withQuestions<Result>(io: Io, use: (ask: Ask) => Promise<Result>): Promise<Result> {
  const isTerminal = (io.stdin as { readonly isTTY?: boolean }).isTTY === true && io.stdout.isTTY === true
  if (!isTerminal) return use(async () => undefined)
  const { createInterface } = await import('node:readline/promises')
  const terminal = createInterface({ input: io.stdin, output: io.stdout })
  const gone = new AbortController()
  // Ctrl-C and Ctrl-D close the terminal, and the question would wait for ever.
  terminal.once('close', () => gone.abort())
  try {
    return await use((question) => ask(terminal, question, io, gone.signal))
  } catch (error) {
    if (gone.signal.aborted && (error as Error).name === 'AbortError')
      throw new UsageError('nothing was written: a question was not answered')
    throw error
  } finally {
    terminal.close()
  }
}

async function ask(terminal: Interface, question: Question, io: Io, signal: AbortSignal): Promise<string> {
  for (;;) {
    const hint = question.fallback === undefined ? '' : ` (${question.fallback})`
    const answer = (await terminal.question(`${question.text}${hint}: `, { signal })).trim() || (question.fallback ?? '')
    const wrong = answer === '' ? 'an answer is needed' : question.check?.(answer)
    if (wrong === undefined) return answer
    io.stdout.write(`  ${wrong}\n`)
  }
}
