import assert from 'node:assert/strict'
import { InvocationError, type JsonObject, type Operation, type Outcome, type OutcomeMetadata, type Payload } from '@naftiko/plugin-api'
import { assertJson, assertSchema } from './schema-shape.ts'
import { within } from './within.ts'

/** A call of one operation of the tested node. */
export interface SampleCall {
  /** Name of the operation within its node. */
  readonly operation: string
  readonly input?: JsonObject
  readonly payload?: Payload
}

const TRACE = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }

/** Calls an operation of a node directly, as a linked call would. */
export function invoke(
  operations: readonly Operation[],
  call: SampleCall,
  signal: AbortSignal = new AbortController().signal,
): Promise<Outcome> {
  const operation = operations.find((one) => one.name === call.operation)
  assert.ok(operation !== undefined, `there is no operation "${call.operation}"; there are ${operations.map((one) => one.name).join(', ')}`)
  const { input = {}, payload } = call
  return within(
    operation.invoke({ operation: call.operation, input, signal, trace: TRACE, ...(payload === undefined ? {} : { payload }) }),
    `an answer of "${call.operation}"`,
  )
}

/** Asserts that callers can understand these operations: names, inputs and schemas. */
export function assertOperations(operations: readonly Operation[]): void {
  const names = operations.map((operation) => operation.name)
  assert.deepEqual(names, [...new Set(names)], 'operations of one node should have names of their own')
  for (const operation of operations) assertOperation(operation)
}

function assertOperation({ name, input, output, invoke: call }: Operation): void {
  assert.match(name, /^[^\s.]+$/, `"${name}" should be a name without dots and spaces: callers write <namespace>.<name>`)
  assert.equal(typeof call, 'function', `invoke of "${name}"`)
  assert.ok(['none', 'opaque', 'sent', 'json'].includes(input.payload), `input.payload of "${name}" is ${input.payload}`)
  const inputs = input.parameters.map((parameter) => parameter.name)
  assert.deepEqual(inputs, [...new Set(inputs)], `inputs of "${name}" should have names of their own`)
  for (const parameter of input.parameters) {
    assert.equal(typeof parameter.required, 'boolean', `required of input "${parameter.name}" of "${name}"`)
    assertSchema(parameter.schema, `schema of input "${parameter.name}" of "${name}"`)
  }
  if (output !== undefined) assertSchema(output, `output of "${name}"`)
}

const NOT_END_TO_END = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'cookie',
  'set-cookie',
])

/** Asserts that a result is what the contract calls an outcome, and reads it to its end. */
export async function assertOutcome(outcome: Outcome): Promise<void> {
  assertMetadata(outcome.metadata)
  for (const block of outcome.blocks ?? []) {
    assertJson(block, 'a block of the outcome')
    assert.equal(typeof block['type'], 'string', 'a block of the outcome should say its type')
  }
  if (outcome.kind === 'value') return assertJson(outcome.value, 'the value of the outcome')
  assert.equal(outcome.kind, 'stream', 'an outcome is a value or a stream')
  assert.equal(typeof outcome.mediaType, 'string', 'mediaType')
  await within(assertChunks(outcome.chunks), 'the end of the stream')
}

async function assertChunks(chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of chunks) assert.ok(chunk instanceof Uint8Array, 'chunks of a stream should be bytes')
}

function assertMetadata(metadata: OutcomeMetadata): void {
  assert.ok(
    metadata.status === undefined || (metadata.status >= 100 && metadata.status < 400),
    `status ${metadata.status} should be an error`,
  )
  for (const name of Object.keys(metadata.headers ?? {})) {
    assert.equal(name, name.toLowerCase(), 'names of headers should be in lower case')
    assert.ok(!NOT_END_TO_END.has(name), `the header "${name}" concerns one connection or one client and should not be passed on`)
  }
}

/** Waits for a call to fail and returns its error. Asserts that it is an `InvocationError`. */
export async function failureOf(call: Promise<Outcome>, what: string): Promise<InvocationError> {
  const error = await call.then(
    () => assert.fail(`${what} should fail, and it did not`),
    (reason: unknown) => reason,
  )
  assert.ok(InvocationError.is(error), `${what} should fail with an InvocationError; it was ${String(error)}`)
  return error
}
