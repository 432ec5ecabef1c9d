import type { FakeOpenRouter } from '../src/fake/open-router.ts'

/** JSON of which a test looks at whatever it likes; a wrong look fails the test, not the type check. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Loose = any

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON; reading it fails the test when it is none. */
  readonly body: Loose
}

/** Speaks to the imitation as a client with a key does. */
export function clientOf(api: FakeOpenRouter, headers: Readonly<Record<string, string>> = { authorization: 'Bearer sk-or-test' }) {
  return async (method: string, path: string, body?: unknown): Promise<Reply> => {
    const given = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
    const response = await fetch(api.url + path, { method, headers, ...given })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      text,
      get body() {
        return JSON.parse(text) as Loose
      },
    }
  }
}

/** Data of the events of a stream, parsed; comments are left out. */
export function eventsOf(text: string): readonly Loose[] {
  return text
    .split('\n\n')
    .filter((event) => event.startsWith('data: '))
    .map((event) => event.slice('data: '.length))
    .map((data) => (data === '[DONE]' ? data : (JSON.parse(data) as Loose)))
}
