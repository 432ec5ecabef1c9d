import { API_VERSION, type ConsumerPlugin } from '@naftiko/plugin-api'
import { compileHttp } from './compile.ts'
import { type HttpConsumesEntry, schema } from './entry.ts'

export type { BodyEntry, HttpConsumesEntry, HttpOperationEntry, HttpResourceEntry, TimeoutsEntry } from './entry.ts'

/** Consumes HTTP APIs: entries of `consumes` with `type: http`. */
export function httpConsumer(): ConsumerPlugin<HttpConsumesEntry> {
  return {
    kind: 'consumer',
    type: 'http',
    name: '@naftiko/http-consumer',
    apiVersion: API_VERSION,
    description: 'HTTP APIs',
    schema,
    compile: compileHttp,
  }
}
