// An API of every temper: it answers, talks without an end, hangs up, and takes what is sent.
import http from 'node:http'
import { ready } from '../lib/report-usage.js'

const small = Buffer.from(JSON.stringify({ data: [{ id: 'a', description: 'x'.repeat(850) }] }))

function talk(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  let number = 0
  const timer = setInterval(() => response.write(`data: {"choices":[{"delta":{"content":"${(number += 1)}"}}]}\n\n`), 2)
  response.once('close', () => clearInterval(timer))
}

const server = http.createServer((request, response) => {
  request.resume()
  request.on('error', () => {})
  if (request.url === '/stream') return talk(response)
  if (request.url === '/reset') return request.socket.destroy()
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': small.length })
  response.end(small)
})
server.listen(0, '127.0.0.1', () => ready({ url: `http://127.0.0.1:${server.address().port}` }))
