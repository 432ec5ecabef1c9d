// The API behind the document of the conformance suite.
import http from 'node:http'
import { readFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'

const pixel = await readFile(new URL('files/pixel.png', import.meta.url))

/** One second of nothing would do as well, but the suite looks only at what it is called. */
const SILENCE = Buffer.from('UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=', 'base64')

const ROUTES = {
  '/text': (response) => answer(response, 200, 'text/plain', 'This is a simple text response for testing.'),
  '/image': (response) => answer(response, 200, 'image/png', pixel),
  '/audio': (response) => answer(response, 200, 'audio/wav', SILENCE),
  '/failure': (response) => answer(response, 500, 'text/plain', 'This tool intentionally returns an error for testing'),
  '/echo': (response) => answer(response, 200, 'application/json', '{"received":true}'),
  '/slow': async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const step of ['started', 'halfway', 'done']) {
      response.write(`data: ${step}\n\n`)
      await setTimeout(50)
    }
    response.end()
  },
}

/** Starts it on a free port. `change` is called with the name of a list that is to become another one. */
export async function startUpstream(change) {
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://upstream')
    const id = /^\/data\/([^/]+)$/.exec(pathname)?.[1]
    request.resume()
    if (id !== undefined)
      return answer(
        response,
        200,
        'application/json',
        JSON.stringify({ id: decodeURIComponent(id), templateTest: true, data: `Data for ID: ${id}` }),
      )
    const list = /^\/change\/(tools|prompts)$/.exec(pathname)?.[1]
    if (list !== undefined)
      return void change(list).then(
        () => answer(response, 200, 'application/json', '{"changed":true}'),
        (error) => answer(response, 500, 'text/plain', String(error)),
      )
    const route = Object.hasOwn(ROUTES, pathname) ? ROUTES[pathname] : undefined
    if (route === undefined) answer(response, 404, 'text/plain', 'nothing here')
    else void route(response)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() }
}

function answer(response, status, type, body) {
  response.writeHead(status, { 'content-type': type }).end(body)
}
