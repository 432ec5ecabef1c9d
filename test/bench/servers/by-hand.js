// The baselines that people write by hand: koa, and got or undici. `node by-hand.js got|undici <upstream>`
import { Router } from '@koa/router'
import { got } from 'got'
import Koa from 'koa'
import { request } from 'undici'
import { ready } from '../lib/report-usage.js'

const [client, upstream] = process.argv.slice(2)
const headers = { authorization: 'Bearer token' }
const READ = {
  got: (path) => got(upstream + path, { headers }).json(),
  undici: async (path) => {
    const { body } = await request(upstream + path, { headers })
    return body.json()
  },
}
const read = READ[client]

const fields = ({ customer, ...order }) => ({
  id: order.id,
  number: order.number,
  state: order.state,
  createdAt: order.created_at,
  updatedAt: order.updated_at,
  currency: order.currency,
  total: order.totals.total,
  tax: order.totals.tax,
  shipping: order.totals.shipping,
  discount: order.totals.discount,
  customerId: customer.id,
  customerName: customer.name,
  email: customer.email,
  phone: customer.phone,
  street: customer.address.street,
  city: customer.address.city,
  zip: customer.address.zip,
  country: customer.address.country,
  channel: order.channel,
  notes: order.notes,
})
const model = ({ id, name, context_length, pricing }) => ({
  id,
  name,
  contextLength: context_length,
  prompt: pricing.prompt,
  completion: pricing.completion,
})

const app = new Koa()
const router = new Router()
for (const path of ['/small', '/large']) {
  router.get(path, async (ctx) => {
    ctx.body = await read(path)
  })
}
router.get('/fields', async (ctx) => {
  ctx.body = fields(await read('/order'))
})
router.get('/models', async (ctx) => {
  ctx.body = (await read('/large')).data.map(model)
})
app.use(router.routes())
const server = app.listen(0, '127.0.0.1', () => ready({ rest: `http://127.0.0.1:${server.address().port}` }))
