import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ExposerNode, LinkContext } from '@naftiko/plugin-api'
import type { RestExposesEntry } from './entry.ts'
import { openapiOf } from './openapi.ts'
import { compileRoutes } from './routes.ts'
import { parseSize } from '@naftiko/plugin-api'

const DEFAULT_BODY_SIZE = 32 * 1024 * 1024

/** Compiles an entry into routes. The HTTP framework is loaded when the host starts. */
export function compileRest(entry: RestExposesEntry, context: LinkContext): ExposerNode {
  const routes = compileRoutes(entry, context)
  const options = { context, maxBodySize: maxBodySize(entry, context) }
  let serve: ((request: IncomingMessage, response: ServerResponse) => void) | undefined
  let openapi: string | undefined
  return {
    endpoint: {
      transport: 'http',
      ...(entry.port === undefined ? {} : { port: entry.port }),
      ...(entry.address === undefined ? {} : { address: entry.address }),
    },
    operations: routes.operations,
    start: async () => {
      const { createApp } = await import('./app.ts')
      serve = createApp(routes, () => (openapi ??= JSON.stringify(openapiOf(entry, routes.paths))), options)
    },
    handle: (request, response) => serve!(request, response),
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
