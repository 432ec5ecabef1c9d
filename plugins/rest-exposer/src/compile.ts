import type { IncomingMessage, ServerResponse } from 'node:http'
import { type ExposerNode, type LinkContext, parseSize } from '@naftiko/plugin-api'
import type { RestExposesEntry } from './entry.ts'
import { openapiOf } from './openapi.ts'
import { compileRoutes } from './routes.ts'
import { compileServe } from './serve.ts'

const DEFAULT_BODY_SIZE = 32 * 1024 * 1024

/** Compiles an entry into routes. The HTTP framework is loaded for the first request that none of them takes. */
export function compileRest(entry: RestExposesEntry, context: LinkContext): ExposerNode {
  const routes = compileRoutes(entry, context)
  const forwarded = context.forwardHeaders(entry.forwardHeaders, '/forwardHeaders')
  const options = { context, maxBodySize: maxBodySize(entry, context), forwarded }
  const openApp = async (): Promise<(request: IncomingMessage, response: ServerResponse) => void> => {
    const { createApp } = await import('./app.ts')
    return createApp(routes, () => (openapi ??= JSON.stringify(openapiOf(entry, routes.paths))), options)
  }
  let app: ReturnType<typeof openApp> | undefined
  let openapi: string | undefined
  return {
    endpoint: {
      transport: 'http',
      ...(entry.port === undefined ? {} : { port: entry.port }),
      ...(entry.address === undefined ? {} : { address: entry.address }),
    },
    operations: routes.operations,
    handle: compileServe(routes, options, (request, response) => {
      app ??= openApp()
      app.then(
        (handle) => handle(request, response),
        (error: unknown) => response.destroy(error as Error),
      )
    }),
    describe: () => openapiOf(entry, routes.paths),
  }
}

function maxBodySize(entry: RestExposesEntry, context: LinkContext): number {
  if (entry.maxBodySize === undefined) return DEFAULT_BODY_SIZE
  const size = parseSize(entry.maxBodySize)
  if (size === undefined)
    context.report({
      code: 'NAFTIKO_SIZE_INVALID',
      message: `"${entry.maxBodySize}" is no size`,
      hint: 'write bytes, or a text such as 10MiB',
      at: '/maxBodySize',
    })
  return size ?? DEFAULT_BODY_SIZE
}
