import { API_VERSION, type ExposerPlugin } from '@naftiko/plugin-api'
import { compileRest, type RestExposerOptions } from './compile.ts'
import { type RestExposesEntry, schema } from './entry.ts'

export type { RestExposerOptions } from './compile.ts'
export type { RestExposesEntry, RestOperationEntry, RestResourceEntry } from './entry.ts'

/** Exposes operations as a REST API: entries of `exposes` with `type: rest`. */
export function restExposer(options: RestExposerOptions = {}): ExposerPlugin<RestExposesEntry> {
  return {
    kind: 'exposer',
    type: 'rest',
    name: '@naftiko/rest-exposer',
    apiVersion: API_VERSION,
    description: 'REST APIs',
    schema,
    compile: (entry, context) => compileRest(entry, context, options),
  }
}
