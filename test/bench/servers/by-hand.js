// The baseline: what people write by hand with koa and got.
import { Router } from '@koa/router'
import { got } from 'got'
import Koa from 'koa'

const upstream = process.argv[2]
const app = new Koa()
const router = new Router()
for (const path of ['/small', '/large']) {
  router.get(path, async (ctx) => {
    ctx.body = await got(upstream + path, { headers: { authorization: 'Bearer token' } }).json()
  })
}
app.use(router.routes())
const server = app.listen(0, '127.0.0.1', () => process.send({ rest: `http://127.0.0.1:${server.address().port}` }))
process.on('message', () => process.send({ cpu: process.cpuUsage() }))
