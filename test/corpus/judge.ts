import type { UpstreamRequest } from '@naftiko/testing'
import type { Callable, CallAnswer } from './answer.ts'
import { leaksOf } from './leaks.ts'

/** What one call came to. */
export interface Verdict {
  readonly name: string
  readonly kind: Callable['kind']
  /** `dead`: it cannot run, and said so clearly. */
  readonly outcome: 'called' | 'dead' | 'wrong'
  /** What is wrong, each in one sentence. */
  readonly differences: readonly string[]
  readonly shown: string
}

/** Arguments were made from what the exposer advertises, so it has nothing to say against them. */
const AGAINST_ARGUMENTS = /NAFTIKO_INPUT|" is required|must be |must match /
/** A bug of the engine. */
const INTERNAL = /NAFTIKO_INTERNAL|the engine failed/

/** Holds a call against what every call owes: an answer in time, a clear one, and nothing of the document in what it sent. */
export function judge(
  { name, kind }: Callable,
  answer: CallAnswer | Error,
  requests: readonly UpstreamRequest[],
  literals: readonly string[],
): Verdict {
  const leaks = requests.flatMap((request) => leaksOf(request, literals)).map((leak) => `it sent ${leak}`)
  if (answer instanceof Error) return { name, kind, outcome: 'wrong', differences: [`no answer: ${String(answer)}`, ...leaks], shown: '' }
  const differences = [...leaks, ...failureOf(answer)]
  const outcome = differences.length > 0 ? 'wrong' : answer.failed ? 'dead' : 'called'
  return { name, kind, outcome, differences, shown: answer.shown }
}

function failureOf({ failed, code = '', shown }: CallAnswer): readonly string[] {
  if (!failed) return []
  if (code === 'no problem+json') return [`an error that is no problem+json: ${shown}`]
  if (INTERNAL.test(code + shown)) return [`a bug of the engine: ${shown}`]
  if (AGAINST_ARGUMENTS.test(code + shown) && !shown.includes('cannot run')) return [`it refuses what it advertises: ${shown}`]
  return []
}
