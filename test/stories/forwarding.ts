import { createServer, type IncomingMessage, request as httpRequest, type RequestListener, type RequestOptions } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createEngine, type Host } from '@naftiko/core'
import { standardPlugins } from '@naftiko/standard'

/** A host that runs one document over HTTP. */
export interface Gateway extends AsyncDisposable {
  readonly url: string
  readonly host: Host
}

export interface GatewayParts {
  /** Address of the consumed API. */
  readonly api: string
  /** Resources of the exposer; `forward('/proxy')` is one. */
  readonly resources: unknown
  /** More of the entry in `consumes`. */
  readonly consumes?: object
  /** More of the entry in `exposes`. */
  readonly exposes?: object
  readonly variables?: Record<string, string>
}

/** Runs a REST exposer called `gate` over a consumed API called `api`. */
export async function gateway({ api, resources, consumes = {}, exposes = {}, variables = {} }: GatewayParts): Promise<Gateway> {
  const engine = createEngine({ plugins: standardPlugins({ env: variables }) })
  const document = {
    naftiko: '1.0.0-alpha2',
    capability: {
      consumes: [{ type: 'http', namespace: 'api', baseUri: api, ...consumes }],
      exposes: [{ type: 'rest', namespace: 'gate', resources, ...exposes }],
    },
    binds: [{ namespace: 'env', keys: Object.fromEntries(Object.keys(variables).map((name) => [name, name])) }],
  }
  const host = engine.host([await engine.load({ text: JSON.stringify(document) })], { anyPort: true })
  await host.start()
  return { url: host.endpoints[0]!.url!, host, [Symbol.asyncDispose]: () => host.stop({ graceMs: 0 }) }
}

/** A resource that passes requests on to the consumed API. */
export function forward(path: string, trustedHeaders?: readonly string[], rest: object = {}): object {
  return { path, forward: { targetNamespace: 'api', ...(trustedHeaders === undefined ? {} : { trustedHeaders }) }, ...rest }
}

/** A server on a free loopback port. */
export async function serve(listener: RequestListener): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A whole answer. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** Sends a request whose target goes out exactly as it is written, which `fetch` would not do. */
export function send(url: string, target: string, options: RequestOptions = {}, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const sent = httpRequest({ hostname, port, path: target, agent: false, ...options }, (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(pieces).toString() }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
