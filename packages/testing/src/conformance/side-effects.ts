import { AsyncLocalStorage, createHook } from 'node:async_hooks'
import { setImmediate as turn } from 'node:timers/promises'
import type { MaybePromise } from '@naftiko/plugin-api'

/** What Node calls the things that a pure function does not make. */
const WATCHED: Readonly<Record<string, string>> = {
  Timeout: 'started a timer',
  TCPWRAP: 'opened a socket',
  TCPSERVERWRAP: 'opened a listening socket',
  PIPEWRAP: 'opened a pipe',
  UDPWRAP: 'opened a datagram socket',
  GETADDRINFOREQWRAP: 'looked up a host name',
  QUERYWRAP: 'asked a name server',
  PROCESSWRAP: 'started a process',
  WORKER: 'started a thread',
  FSEVENTWRAP: 'watched a file',
}

const watched = new AsyncLocalStorage<Set<string>>()

/**
 * Runs a function and tells what it did besides returning: timers, sockets, processes, reads of the environment. Only what
 * happens in the function and in what it awaits counts, whatever else the process is doing.
 */
export async function sideEffectsOf<T>(run: () => MaybePromise<T>): Promise<{ readonly result: T; readonly effects: readonly string[] }> {
  const effects = new Set<string>()
  const hook = createHook({ init: (_, type) => note(WATCHED[type]) }).enable()
  const env = process.env
  process.env = watchedEnvironment(env)
  try {
    const result = await watched.run(effects, run)
    // What was begun may open its socket only in the next turn.
    await turn()
    return { result, effects: [...effects] }
  } finally {
    process.env = env
    hook.disable()
  }
}

function watchedEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return new Proxy(env, {
    get: (target, name) => {
      if (typeof name === 'string') note(`read the environment variable ${name}`)
      return Reflect.get(target, name) as unknown
    },
    has: (target, name) => {
      if (typeof name === 'string') note(`read the environment variable ${name}`)
      return Reflect.has(target, name)
    },
    ownKeys: (target) => {
      note('listed the environment')
      return Reflect.ownKeys(target)
    },
    set: (target, name, value) => {
      note(`set the environment variable ${String(name)}`)
      return Reflect.set(target, name, value)
    },
  })
}

function note(effect: string | undefined): void {
  if (effect !== undefined) watched.getStore()?.add(effect)
}
