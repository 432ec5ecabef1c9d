import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** Root folder of the repository. */
export const repository: string = path.resolve(fileURLToPath(new URL('..', import.meta.url)))

/** A file of the repository, by its path from the root. */
export const inRepository = (file: string): string => path.join(repository, file)
