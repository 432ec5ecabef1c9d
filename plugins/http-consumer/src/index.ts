import { API_VERSION, type ConsumerPlugin } from '@naftiko/plugin-api'
import { compileHttp } from './compile.ts'
import { type HttpConsumesEntry, schema } from './entry.ts'
import type { HttpConsumerOptions } from './options.ts'

export type { HttpConsumesEntry, HttpOperationEntry, HttpResourceEntry, TimeoutsEntry } from './entry.ts'
export type { HttpConsumerOptions } from './options.ts'

/** Consumes HTTP APIs: entries of `consumes` with `type: http`. */
export function httpConsumer(options: HttpConsumerOptions = {}): ConsumerPlugin<HttpConsumesEntry> {
  return {
    kind: 'consumer',
    type: 'http',
    name: '@naftiko/http-consumer',
    apiVersion: API_VERSION,
    description: 'HTTP APIs',
    schema,
    compile: (entry, context) => compileHttp(entry, context, options),
  }
}
