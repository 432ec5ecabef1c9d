import type { IncomingMessage, ServerResponse } from 'node:http'
import { type ExposerNode, type LinkContext, parseSize } from '@naftiko/plugin-api'
import { canServeDocs, isDocs } from './docs/wanted.ts'
import type { RestExposesEntry } from './entry.ts'
import { openapiOf } from './openapi.ts'
import { compileRoutes } from './routes.ts'
import { compileServe } from './serve.ts'

const DEFAULT_BODY_SIZE = 32 * 1024 * 1024

/** What an embedder, or a command line, wants of every REST API. */
export interface RestExposerOptions {
  /** Serve a page of documentation where the document does not say `docs: false`. Default: only where it says `docs: true`. */
  readonly docs?: boolean
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** Compiles an entry into routes. The HTTP framework is loaded for the first request that none of them takes. */
export function compileRest(entry: RestExposesEntry, context: LinkContext, wanted: RestExposerOptions = {}): ExposerNode {
  const routes = compileRoutes(entry, context)
  const forwarded = context.forwardHeaders(entry.forwardHeaders, '/forwardHeaders')
  const options = { context, maxBodySize: maxBodySize(entry, context), forwarded }
  const openApp = async (): Promise<Handler> => {
    const { createApp } = await import('./app.ts')
    return createApp(routes, () => (openapi ??= JSON.stringify(openapiOf(entry, routes.paths, context.version))), options)
  }
  let openapi: string | undefined
  const serve = compileServe(routes, options, late(openApp))
  const hasDocs = (entry.docs ?? wanted.docs ?? false) && canServeDocs(routes.paths, context)
  return {
    onDemand: true,
    endpoint: {
      transport: 'http',
      ...(entry.port === undefined ? {} : { port: entry.port }),
      ...(entry.address === undefined ? {} : { address: entry.address }),
    },
    operations: routes.operations,
    handle: hasDocs ? withDocs(serve, entry.namespace, context) : serve,
    describe: () => openapiOf(entry, routes.paths, context.version),
  }
}

/** Opened for its first request. */
function late(open: () => Promise<Handler>): Handler {
  let opened: Promise<Handler> | undefined
  return (request, response) => {
    opened ??= open()
    opened.then(
      (handle) => handle(request, response),
      (error: unknown) => response.destroy(error as Error),
    )
  }
}

/** The page goes before routes with variables, which might stand for it, and is loaded when somebody looks at it. */
function withDocs(serve: Handler, title: string, context: LinkContext): Handler {
  const docs = late(async () => (await import('./docs/serve.ts')).serveDocs(title, context))
  return (request, response) => (isDocs(request.url!) ? docs : serve)(request, response)
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
