// The API behind every variant: fixed answers of 1 KB and 400 KB.
import http from 'node:http'

const model = (index) => ({
  id: `acme/model-${index}`,
  name: `Model ${index}`,
  description: 'x'.repeat(900),
  context_length: 128000,
  pricing: { prompt: '0.000001', completion: '0.000002' },
})
const small = JSON.stringify({ data: [{ ...model(0), description: 'x'.repeat(850) }] })
const large = JSON.stringify({ data: Array.from({ length: 380 }, (_, index) => model(index)) })

const server = http.createServer((request, response) => {
  request.resume()
  const body = request.url.startsWith('/large') ? large : small
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
})
server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}` }))
