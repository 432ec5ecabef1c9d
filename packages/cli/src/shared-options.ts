import type { FlagSpec, ListSpec } from './args.ts'

/** Options that mean the same wherever they are taken. */
export const PLUGIN: ListSpec = { kind: 'list', value: '<specifier>', about: 'load a plugin: a path or a package name (repeatable)' }

export const STRICT: FlagSpec = { kind: 'flag', about: 'warnings count as errors' }

export const ENV_FILE: ListSpec = {
  kind: 'list',
  value: '<file>',
  about: 'variables from a dotenv file, below the real environment (repeatable)',
}

export const BASE_URI: ListSpec = { kind: 'list', value: '<namespace>=<url>', about: 'point one consumed API elsewhere (repeatable)' }

export const RULE: ListSpec = {
  kind: 'list',
  value: '<code>=<severity>',
  about: 'how bad findings of this code are: off, hint, info, warning or error (repeatable)',
}
