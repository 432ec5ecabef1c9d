import type { Diagnostic } from './problem.ts'
import type { OutcomeMetadata } from './invocation.ts'

/** Who is to blame for a failed invocation. */
export type Fault = 'caller' | 'upstream' | 'engine' | 'cancelled'

const BRAND = Symbol.for('naftiko.error')

/** Base of every error the engine throws. `code` is stable and searchable; `message` is a sentence for people. */
export class NaftikoError extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.code = code
    Object.defineProperty(this, BRAND, { value: true })
  }

  /** Like `instanceof`, but also true when two copies of this package are installed. */
  static is(error: unknown): error is NaftikoError {
    return typeof error === 'object' && error !== null && (error as { [BRAND]?: true })[BRAND] === true
  }
}

/** Load time: the document is wrong. Carries all problems, located. */
export class DocumentError extends NaftikoError {
  readonly diagnostics: readonly Diagnostic[]

  constructor(message: string, diagnostics: readonly Diagnostic[]) {
    super('NAFTIKO_DOCUMENT_INVALID', message)
    this.diagnostics = diagnostics
  }
}

/** Load time: a plugin breaks the contract (duplicate type, wrong apiVersion, wrong shape). */
export class PluginError extends NaftikoError {}

/** Start time: a port is taken, a credential of an exposer is missing. The cause is inside. */
export class StartError extends NaftikoError {
  /** The entry that could not start, such as `openrouter-rest`. */
  readonly node: string

  constructor(code: string, node: string, message: string, options?: ErrorOptions) {
    super(code, message, options)
    this.node = node
  }
}

/** Run time: one invocation failed. `fault` says who is to blame, and each exposer answers accordingly. */
export class InvocationError extends NaftikoError {
  readonly fault: Fault
  /** The HTTP status that says the same, for exposers that speak HTTP. */
  readonly status: number

  constructor(fault: Fault, status: number, code: string, message: string, options?: ErrorOptions) {
    super(code, message, options)
    this.fault = fault
    this.status = status
  }

  static override is(error: unknown): error is InvocationError {
    return NaftikoError.is(error) && 'fault' in error
  }
}

/** The caller sent something that the operation cannot take. */
export class InputError extends InvocationError {
  /** The input that is wrong; absent when it is the request as a whole. */
  readonly input?: string

  constructor(message: string, options: ErrorOptions & { code?: string; input?: string; status?: number } = {}) {
    super('caller', options.status ?? 400, options.code ?? 'NAFTIKO_INPUT_INVALID', message, options)
    if (options.input !== undefined) this.input = options.input
  }
}

/** The upstream answered, with an error. Its answer is here, whole, to be passed on as it is. */
export class UpstreamError extends InvocationError {
  readonly mediaType: string
  readonly body: Uint8Array
  readonly metadata: OutcomeMetadata

  constructor(message: string, answer: { status: number; mediaType: string; body: Uint8Array; metadata: OutcomeMetadata }) {
    super('upstream', answer.status, 'NAFTIKO_UPSTREAM_STATUS', message)
    this.mediaType = answer.mediaType
    this.body = answer.body
    this.metadata = answer.metadata
  }

  static override is(error: unknown): error is UpstreamError {
    return InvocationError.is(error) && error.code === 'NAFTIKO_UPSTREAM_STATUS' && 'body' in error
  }

  /** The body as text. */
  text(): string {
    return new TextDecoder().decode(this.body)
  }
}

/** The upstream did not answer, or broke off: 502, or 504 when it took too long. */
export class UnavailableError extends InvocationError {
  constructor(
    code:
      | 'NAFTIKO_UPSTREAM_UNREACHABLE'
      | 'NAFTIKO_UPSTREAM_TIMEOUT'
      | 'NAFTIKO_UPSTREAM_CUT'
      | 'NAFTIKO_UPSTREAM_INVALID'
      | 'NAFTIKO_OUTCOME_TOO_LARGE',
    message: string,
    options?: ErrorOptions,
  ) {
    super('upstream', code === 'NAFTIKO_UPSTREAM_TIMEOUT' ? 504 : 502, code, message, options)
  }
}

/** The result could not be mapped as the document says. */
export class MappingError extends InvocationError {
  constructor(message: string, options?: ErrorOptions) {
    super('engine', 500, 'NAFTIKO_MAPPING_FAILED', message, options)
  }
}

/** A step of an operation failed, and with it the operation. Fault and status are those of what happened. */
export class StepError extends InvocationError {
  readonly step: string
  /** What an upstream answered, where one did. */
  readonly upstream?: { readonly status: number; readonly mediaType: string; readonly body: string }

  constructor(step: string, cause: InvocationError) {
    super(cause.fault, cause.status, 'NAFTIKO_STEP_FAILED', `step "${step}" failed: ${cause.message}`, { cause })
    this.step = step
    if (UpstreamError.is(cause)) this.upstream = { status: cause.status, mediaType: cause.mediaType, body: cause.text() }
  }

  static override is(error: unknown): error is StepError {
    return InvocationError.is(error) && error.code === 'NAFTIKO_STEP_FAILED' && 'step' in error
  }
}

/** The caller is gone, or the host gave up waiting. Nobody is listening any more. */
export class CancelledError extends InvocationError {
  constructor(message = 'the call was cancelled', options?: ErrorOptions) {
    super('cancelled', 499, 'NAFTIKO_CANCELLED', message, options)
  }
}
