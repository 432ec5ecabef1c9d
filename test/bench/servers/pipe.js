// The least that passes a stream on: node:http and a pipe.
import http from 'node:http'
import { ready } from '../lib/report-usage.js'

const upstream = process.argv[2]
const agent = new http.Agent({ keepAlive: true })
const server = http.createServer((request, response) => {
  const outgoing = http.get(upstream + request.url, { agent, headers: { authorization: 'Bearer token' } }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers)
    answer.pipe(response)
  })
  response.on('close', () => outgoing.destroy())
})
server.listen(0, '127.0.0.1', () => ready({ rest: `http://127.0.0.1:${server.address().port}` }))
