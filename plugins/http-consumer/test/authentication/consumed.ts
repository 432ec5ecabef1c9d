import { inspect } from 'node:util'
import type { Diagnostic, Host, Outcome } from '@naftiko/core'
import type { JsonObject } from '@naftiko/plugin-api'
import { capturedLog, type CapturedLog } from '@naftiko/testing'
import { createEngine } from '@naftiko/core'
import { httpConsumer } from '../../src/index.ts'

/** A host that consumes one API, and what it logged. */
export interface Consumed extends AsyncDisposable {
  readonly host: Host
  readonly diagnostics: readonly Diagnostic[]
  readonly log: CapturedLog
  /** Calls the operation `get`, `post` or `put` of the path `/things`. */
  call(operation?: 'get' | 'post' | 'put', input?: JsonObject, signal?: AbortSignal): Promise<Outcome>
}

/** Starts a host for an API whose operations take whatever they are given. */
export async function consuming(
  baseUri: string,
  authentication: JsonObject,
  variables: Readonly<Record<string, string>> = {},
  rest: JsonObject = {},
): Promise<Consumed> {
  const log = capturedLog()
  const engine = createEngine({ plugins: [httpConsumer()], log })
  const query = [
    { name: 'q', in: 'query' },
    { name: 'tag', in: 'query' },
  ]
  const resources = [
    {
      path: '/things',
      operations: [
        { name: 'get', method: 'GET', inputParameters: query },
        { name: 'post', method: 'POST', inputParameters: [...query, { name: 'a', in: 'body' }, { name: 'b', in: 'body' }] },
        { name: 'put', method: 'PUT', inputParameters: query, body: { type: 'formUrlEncoded', data: { a: '{{a}}', b: '{{b}}' } } },
      ],
    },
  ]
  const document = {
    naftiko: '1',
    capability: { consumes: [{ type: 'http', namespace: 'api', baseUri, authentication, resources, ...rest }] },
    binds: [{ namespace: 'env', keys: Object.fromEntries(Object.keys(variables).map((name) => [name, name])) }],
  }
  const capability = await engine.load({ text: JSON.stringify(document) })
  const host = engine.host([capability], { expose: false, variables })
  await host.start()
  return {
    host,
    diagnostics: capability.diagnostics,
    log,
    call: (operation = 'get', input = {}, signal) => host.invoke(`api.${operation}`, input, signal === undefined ? {} : { signal }),
    [Symbol.asyncDispose]: () => host.stop({ graceMs: 0 }),
  }
}

/** The error of a promise that must reject. */
export async function errorOf(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  return promise.then(
    () => {
      throw new Error('it should have failed')
    },
    (error: unknown) => error as Error & Record<string, unknown>,
  )
}

/** Everything a careless log line could print. */
export function printed(value: unknown): string {
  return [inspect(value, { depth: 20, showHidden: true }), JSON.stringify(value), String(value)].join('\n')
}
