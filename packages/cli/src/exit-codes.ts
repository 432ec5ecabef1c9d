/** What the process says when it ends. Scripts match on these; they never change their meaning. */
export const EXIT = {
  fine: 0,
  /** Something failed at run time: an operation, a port that is taken. */
  failed: 1,
  badDocument: 2,
  usage: 64,
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
