import type { Logger } from '@naftiko/core'

/** The log of one worker: its lines say whose they are. While it starts, the leading one speaks for all, and the others are quiet. */
export interface WorkerLog extends Logger {
  /** The start is over. */
  started(): void
}

export function workerLog(log: Logger, worker: number, leads: boolean): WorkerLog {
  const state = { starting: true }
  return Object.assign(
    following(() => (state.starting ? (leads ? log : undefined) : log.child({ worker }))),
    {
      started: (): void => void (state.starting = false),
    },
  )
}

function following(now: () => Logger | undefined): Logger {
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error'): Logger['info'] =>
    (message, fields) =>
      now()?.[level](message, fields)
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (fields) => following(() => now()?.child(fields)),
  }
}
