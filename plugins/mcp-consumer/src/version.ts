import { createRequire } from 'node:module'

const manifest = createRequire(import.meta.url)('../package.json') as { version: string }

export const version: string = manifest.version

/** How requests introduce themselves. */
export const USER_AGENT: string = `naftiko/${version}`
