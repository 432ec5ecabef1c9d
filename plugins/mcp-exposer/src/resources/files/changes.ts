import { type FSWatcher, watch } from 'node:fs'
import type { Logger } from '@naftiko/plugin-api'
import { type FoundFile, walk } from './walk.ts'

/** Told what happens to the files of a folder. */
export interface ChangeListener {
  /** A file has another content now, or is gone. */
  onFile(path: string): void
  /** Files came or went. */
  onList(): void
}

/** Notices changes of a folder, as long as somebody wants to know. */
export interface FolderChanges {
  /** Begins to tell; call the result to end it. */
  listen(listener: ChangeListener): () => void
}

/** One save is several events; they are looked at together, after this time (milliseconds). */
const SETTLE = 50

/** One watcher of the file system for all listeners, open only while there are any. */
export function folderChanges(folder: string, log: Logger): FolderChanges {
  const listeners = new Set<ChangeListener>()
  let watching: Watching | undefined
  return {
    listen: (listener) => {
      listeners.add(listener)
      watching ??= new Watching(folder, log, listeners)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        watching?.stop()
        watching = undefined
      }
    },
  }
}

/** A watched folder, and what was in it when it was last looked at. */
class Watching {
  readonly #folder: string
  readonly #listeners: ReadonlySet<ChangeListener>
  readonly #watcher: FSWatcher | undefined
  #known: Promise<ReadonlyMap<string, string>>
  #settling: NodeJS.Timeout | undefined

  constructor(folder: string, log: Logger, listeners: ReadonlySet<ChangeListener>) {
    this.#folder = folder
    this.#listeners = listeners
    this.#known = versionsIn(folder)
    this.#watcher = watcherOf(folder, () => this.#look(), log)
  }

  stop(): void {
    clearTimeout(this.#settling)
    this.#watcher?.close()
  }

  #look(): void {
    clearTimeout(this.#settling)
    this.#settling = setTimeout(() => {
      this.#known = this.#known.then((known) => this.#compare(known))
    }, SETTLE)
  }

  async #compare(before: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
    const after = await versionsIn(this.#folder)
    const changed = [...before.keys()].filter((path) => before.get(path) !== after.get(path))
    const isSameList = before.size === after.size && changed.every((path) => after.has(path))
    for (const listener of this.#listeners) {
      for (const path of changed) listener.onFile(path)
      if (!isSameList) listener.onList()
    }
    return after
  }
}

async function versionsIn(folder: string): Promise<ReadonlyMap<string, string>> {
  return new Map((await walk(folder)).map(({ path, version }: FoundFile) => [path, version]))
}

function watcherOf(folder: string, onEvent: () => void, log: Logger): FSWatcher | undefined {
  const failed = (error: unknown): void => log.warn('changes of a folder of resources cannot be noticed', { folder, error })
  try {
    return watch(folder, { recursive: true, persistent: false }, onEvent).on('error', failed)
  } catch (error) {
    failed(error)
    return undefined
  }
}
