// The API behind every variant: fixed answers of 1, 20 and 400 KB.
import http from 'node:http'
import { ready } from '../lib/report-usage.js'

const model = (index) => ({
  id: `acme/model-${index}`,
  name: `Model ${index}`,
  description: 'x'.repeat(1000),
  context_length: 128000,
  pricing: { prompt: '0.000001', completion: '0.000002' },
})
const order = {
  id: 'o-1',
  number: 4711,
  state: 'paid',
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-02T00:00:00Z',
  currency: 'EUR',
  totals: { total: 129.9, tax: 20.74, shipping: 4.9, discount: 10 },
  customer: {
    id: 'c-1',
    name: 'Ada Lovelace',
    email: 'ada@example.com',
    phone: '+44 20 0000',
    address: { street: '12 St James Square', city: 'London', zip: 'SW1Y', country: 'GB' },
  },
  channel: 'web',
  notes: 'Ring twice.',
  lines: Array.from({ length: 60 }, (_, index) => ({ sku: `sku-${index}`, title: 'A thing '.repeat(30), quantity: 1, price: 9.99 })),
}
const ANSWERS = {
  '/small': { data: [{ ...model(0), description: 'x'.repeat(850) }] },
  '/large': { data: Array.from({ length: 340 }, (_, index) => model(index)) },
  '/order': order,
}
const bodies = Object.fromEntries(Object.entries(ANSWERS).map(([path, answer]) => [path, Buffer.from(JSON.stringify(answer))]))

const event = `data: ${JSON.stringify({ text: 'x'.repeat(80) })}\n\n`

/** 500 events as fast as they are taken, or one every half second for as long as somebody listens. */
const STREAMS = {
  '/events': (response) => {
    let left = 500
    const next = () => {
      if (response.destroyed) return
      left -= 1
      if (left === 0) response.end(event)
      else if (response.write(event)) setImmediate(next)
      else response.once('drain', next)
    }
    next()
  },
  '/ticks': (response) => {
    response.write(event)
    const timer = setInterval(() => response.write(event), 500)
    response.on('close', () => clearInterval(timer))
  },
}

const server = http.createServer((request, response) => {
  request.resume()
  if (request.url in STREAMS) {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    return STREAMS[request.url](response)
  }
  const body = bodies[request.url]
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
  response.end(body)
})
server.listen(0, '127.0.0.1', () => ready({ url: `http://127.0.0.1:${server.address().port}` }))
