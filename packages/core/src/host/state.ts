import type { HostState } from '../public.ts'

/** The only ways from one state to another. */
const NEXT: Readonly<Record<HostState, readonly HostState[]>> = {
  idle: ['starting', 'stopped'],
  starting: ['running', 'failed', 'draining'],
  running: ['draining', 'failed'],
  draining: ['stopped', 'failed'],
  stopped: [],
  failed: ['draining'],
}

/** The state of a host, which only moves along the table. */
export class StateMachine {
  #state: HostState = 'idle'

  get state(): HostState {
    return this.#state
  }

  /** Whether the move was possible. */
  to(next: HostState): boolean {
    if (!NEXT[this.#state].includes(next)) return false
    this.#state = next
    return true
  }
}
