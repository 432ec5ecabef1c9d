// An event stream: `GET /events/<pieces>/<ms>` sends so many events at that pace (0: as fast as they are taken).
// The first comes at once.
import http from 'node:http'
import { ready } from '../lib/report-usage.js'

const filling = 'x'.repeat(180)

const server = http.createServer((request, response) => {
  const [pieces, everyMs] = request.url.split('/').slice(2).map(Number)
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  let sent = 0
  const send = () => {
    sent += 1
    return response.write(`data: {"content":"${filling}"}\n\n`)
  }
  const burst = () => {
    while (sent < pieces) if (!send()) return void response.once('drain', burst)
    response.end()
  }
  if (everyMs === 0) return burst()
  send()
  const timer = setInterval(() => {
    if (sent < pieces) return void send()
    clearInterval(timer)
    response.end()
  }, everyMs)
  response.once('close', () => clearInterval(timer))
})
server.listen(0, '127.0.0.1', () => ready({ url: `http://127.0.0.1:${server.address().port}` }))
