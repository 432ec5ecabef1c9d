import type { Problem } from '@naftiko/plugin-api'

/** Something that keeps a script from running: reported now, and said again by every run. */
export class Unusable {
  readonly problem: Problem

  constructor(problem: Problem) {
    this.problem = problem
  }

  /** The finding as one sentence. */
  get sentence(): string {
    const { message, hint } = this.problem
    return hint === undefined ? message : `${message}; ${hint}`
  }
}
