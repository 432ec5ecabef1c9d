import type { RunningEndpoint } from '@naftiko/core'
import type { ExitCode } from '../exit-codes.ts'

/** Ports that the supervisor chose, because every worker has to ask for the same ones. */
export interface Ports {
  readonly ports: Readonly<Record<string, number>>
  readonly gateway?: number
}

/** What the supervisor tells a worker. Each is answered by one report, `stop` by the end of the process. */
export type Order =
  | ({ readonly order: 'serve'; readonly worker: number; /** Says what there is to say at the start. */ readonly leads: boolean } & Ports)
  | ({ readonly order: 'prepare'; /** That of `engine.load`. */ readonly partial: boolean } & Ports)
  | { readonly order: 'commit' }
  | { readonly order: 'abandon' }
  | { readonly order: 'stop' }

/** What a worker tells the supervisor. */
export type Report =
  /** It is there and waits for orders. */
  | { readonly report: 'here' }
  /** To `serve` and to `commit`. `digest` is that of the documents it has read. */
  | { readonly report: 'serving'; readonly endpoints: readonly RunningEndpoint[]; readonly digest: string }
  /** To `prepare`: the new version has started beside the old one, and takes over with `commit`. */
  | { readonly report: 'prepared' }
  /** To `serve`, `prepare` and `abandon`: it does not serve that version. */
  | { readonly report: 'refused'; readonly exitCode: ExitCode; readonly text: string }
  /** A node failed for good; the process ends. */
  | { readonly report: 'failed'; readonly text: string }

/** Other code of the process may use the channel too. */
export function isOrder(message: unknown): message is Order {
  return typeof message === 'object' && message !== null && 'order' in message
}

export function isReport(message: unknown): message is Report {
  return typeof message === 'object' && message !== null && 'report' in message
}
