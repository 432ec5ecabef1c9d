/** What came back from one call, however it was made. */
export interface CallAnswer {
  /** Whether the caller is told that it failed. */
  readonly failed: boolean
  /** `NAFTIKO_…` of an error of the engine itself; absent when the upstream's own error was passed on. */
  readonly code?: string
  /** For people: status and text. */
  readonly shown: string
}

/** One thing of an exposer that can be called, with arguments made from what the exposer says of itself. */
export interface Callable {
  /** As messages name it: `rest GET /users/{id}`, `tool get-user`. */
  readonly name: string
  readonly kind: 'operation' | 'tool' | 'prompt' | 'resource' | 'skill' | 'page'
  call(signal: AbortSignal): Promise<CallAnswer>
}

/** The code of a problem (RFC 9457), or of the text that tools answer. */
export function codeIn(text: string): string | undefined {
  return /\bNAFTIKO_[A-Z_]+/.exec(text)?.[0]
}

/** An answer from what HTTP gave. A failure must be one that machines can read: the upstream's own, or a problem. */
export async function fromResponse(response: Response): Promise<CallAnswer> {
  const text = await response.text()
  const shown = `${response.status} ${response.headers.get('content-type') ?? ''} ${text.slice(0, 300)}`
  if (response.status < 400) return { failed: false, shown }
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true
  return { failed: true, code: isProblem ? (codeIn(text) ?? 'a problem without a code') : 'no problem+json', shown }
}
