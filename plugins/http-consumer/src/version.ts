import { createRequire } from 'node:module'

const { version } = createRequire(import.meta.url)('../package.json') as { version: string }

/** How requests introduce themselves. */
export const USER_AGENT: string = `naftiko/${version}`
