import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Host } from '@naftiko/core'

/** A request that calls the sample operation, in the language of the tested exposer. */
export interface SampleRequest {
  /** Default GET. */
  readonly method?: string
  /** From the root of the exposer, such as `/mcp`. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** An HTTP exposer of a running host inside a server of our own, as an application would mount it. */
export interface Mounted {
  send(request: SampleRequest, signal?: AbortSignal): Promise<{ readonly status: number; readonly text: string }>
  close(): Promise<void>
}

export async function mount(host: Host, namespace: string): Promise<Mounted> {
  const server = createServer(host.handler(namespace))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    send: async ({ method = 'GET', path, headers = {}, body }, signal) => {
      const response = await fetch(url + path, {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
      })
      return { status: response.status, text: await response.text() }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
