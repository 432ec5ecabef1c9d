import { createRequire } from 'node:module'

const { version } = createRequire(import.meta.url)('../package.json') as { version: string }

/** Version of the engine. */
export const ENGINE_VERSION: string = version
