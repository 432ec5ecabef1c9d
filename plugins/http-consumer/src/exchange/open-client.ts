import type { Client, ClientOptions } from './client.ts'

/**
 * The HTTP client that requests go through. Both treat timeouts, aborts, TLS, headers, sizes and errors alike; `undici`
 * costs a fraction of `got`.
 */
export type ClientName = 'undici' | 'got'

/** Loads and opens a client; the other one is never loaded. */
export async function openClient(name: ClientName = 'undici', options: ClientOptions): Promise<Client> {
  const client = await (name === 'got' ? gotClient : undiciClient)(options)
  await client.open()
  return client
}

async function gotClient(options: ClientOptions): Promise<Client> {
  const { GotClient } = await import('./got/got-client.ts')
  return new GotClient(options)
}

async function undiciClient(options: ClientOptions): Promise<Client> {
  const { UndiciClient } = await import('./undici/undici-client.ts')
  return new UndiciClient(options)
}
