// The baseline for event streams: what node:http does with `pipe`, and nothing else.
import http from 'node:http'
import { ready } from '../lib/report-usage.js'

const upstream = process.argv[2]
const agent = new http.Agent({ keepAlive: true })

const server = http.createServer((request, response) => {
  const sent = http.get(upstream + request.url, { agent, headers: { authorization: 'Bearer token' } }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers)
    response.flushHeaders()
    answer.pipe(response)
  })
  sent.once('error', () => response.destroy())
  response.once('close', () => sent.destroy())
})
server.listen(0, '127.0.0.1', () => ready({ rest: `http://127.0.0.1:${server.address().port}` }))
