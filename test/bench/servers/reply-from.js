// The baseline for what passes unchanged: the proxy that gateways are built of.
import replyFrom from '@fastify/reply-from'
import fastify from 'fastify'
import { ready } from '../lib/report-usage.js'

const app = fastify()
await app.register(replyFrom, { base: process.argv[2], undici: { connections: 128, pipelining: 1 } })
const rewriteRequestHeaders = (_, headers) => ({ ...headers, authorization: 'Bearer token' })
for (const path of ['/small', '/large']) app.get(path, (_, reply) => reply.from(path, { rewriteRequestHeaders }))
ready({ rest: await app.listen({ port: 0, host: '127.0.0.1' }) })
