import { type FSWatcher, watch } from 'node:fs'

/** Editors write in several steps; a change is looked at when this many milliseconds have passed without another one. */
const QUIET_MS = 100

export interface ChangeOptions {
  /** Watched as folders, because editors and config maps replace files instead of writing them. */
  readonly folders: readonly string[]
  /** Asked after something moved in a folder. */
  differs(): Promise<boolean>
  readonly signal: AbortSignal
}

/** Resolves when something differs, or when the signal aborts. What changed before the call counts. */
export async function waitForChange({ folders, differs, signal }: ChangeOptions): Promise<void> {
  const bell = new Bell()
  const watchers = folders.map((folder) => watchFolder(folder, () => bell.ring()))
  const quit = (): void => bell.ring()
  signal.addEventListener('abort', quit)
  try {
    while (!signal.aborted && !(await differs())) await bell.quietAfterRing(signal)
  } finally {
    signal.removeEventListener('abort', quit)
    for (const watcher of watchers) watcher?.close()
  }
}

/** Nothing, where a folder is gone or is no folder. */
function watchFolder(folder: string, onEvent: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, onEvent)
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    return undefined
  }
}

/** Rings are remembered until somebody waits for them, so none is lost while files are being read. */
class Bell {
  #rung = false
  #wake: (() => void) | undefined

  ring(): void {
    this.#rung = true
    this.#wake?.()
  }

  async quietAfterRing(signal: AbortSignal): Promise<void> {
    await this.#next()
    while (this.#rung && !signal.aborted) {
      this.#rung = false
      await pause(signal)
    }
  }

  #next(): Promise<void> {
    if (this.#rung) return Promise.resolve()
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, QUIET_MS)
    function done(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done)
  })
}
