import { readFile, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import {
  type CallSpec,
  type Collected,
  type CollectOptions,
  InvocationError,
  type InputShape,
  type Invocation,
  type JsonValue,
  type LinkContext,
  type LinkedCall,
  type LogFields,
  type Logger,
  type Outcome,
  type Problem,
} from '@naftiko/plugin-api'

/** What a call answers, in the hands of a test. */
export type Called = Partial<Omit<LinkedCall, 'invoke'>> & { readonly invoke?: LinkedCall['invoke'] }

export interface TestContext {
  readonly context: LinkContext
  readonly problems: Problem[]
  /** Every invocation, in order. */
  readonly invocations: Invocation[]
  readonly logged: { readonly level: string; readonly message: string; readonly fields: LogFields | undefined }[]
}

/** The surroundings of an entry whose calls lead to `calls`, by the name of the called operation. */
export function testContext(calls: Readonly<Record<string, Called>>): TestContext {
  const problems: Problem[] = []
  const invocations: Invocation[] = []
  const logged: TestContext['logged'] = []
  const ajv = new Ajv2020({ allErrors: true, strict: false })
  const context: LinkContext = {
    log: logger(logged),
    report: (problem) => void problems.push(problem),
    read: async (location) => readFile(fileOf(location)),
    locate: async (location) => {
      const path = fileOf(location)
      const stats = await stat(path).catch(() => undefined)
      return { path, kind: stats === undefined ? 'absent' : stats.isDirectory() ? 'folder' : 'file' }
    },
    siblings: unused,
    template: unused,
    projection: () => undefined,
    mapping: unused,
    decoder: unused,
    validator: (schema) => (value) => {
      const check = ajv.compile(schema)
      if (check(value)) return []
      return (check.errors ?? []).map((error) => ({
        name: error.instancePath.slice(1),
        message: `"${error.instancePath.slice(1)}" ${error.message ?? ''}`,
      }))
    },
    link: (call: CallSpec) => linked(calls[call.call ?? ''], invocations),
    relay: unused,
    forwardHeaders: () => undefined,
    collect,
    trace: (traceparent, tracestate) => ({
      traceparent: traceparent ?? `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
      ...(tracestate === undefined ? {} : { tracestate }),
    }),
  }
  return { context, problems, invocations, logged }
}

function fileOf(location: string): string {
  return location.startsWith('file:') ? fileURLToPath(location) : location
}

function unused(): never {
  throw new Error('not part of these tests')
}

export const noInput: InputShape = { parameters: [], payload: 'none' }

function linked(called: Called | undefined, invocations: Invocation[]): LinkedCall {
  const dead: Called = {
    targets: [],
    invoke: () =>
      Promise.reject(new InvocationError('engine', 501, 'NAFTIKO_CALL_UNRESOLVED', 'this operation cannot run: no operation of that name')),
  }
  const { invoke, ...rest } = called ?? dead
  return {
    input: noInput,
    identity: true,
    targets: ['api.operation'],
    ...rest,
    invoke: async (invocation) => {
      invocations.push(invocation)
      return invoke === undefined ? json({}) : invoke(invocation)
    },
  }
}

function logger(logged: TestContext['logged']): Logger {
  const at = (level: string) => (message: string, fields?: LogFields) => void logged.push({ level, message, fields })
  const log: Logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), child: () => log }
  return log
}

/** A value, as a mapped call answers. */
export function json(value: JsonValue): Outcome {
  return { kind: 'value', value, metadata: { status: 200 } }
}

/** Bytes in the given pieces, as an untouched call answers. */
export function stream(
  mediaType: string,
  chunks: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
  status = 200,
): Outcome {
  return {
    kind: 'stream',
    mediaType,
    metadata: { status },
    chunks: (async function* bytes() {
      for await (const chunk of chunks) yield typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
    })(),
  }
}

async function collect(outcome: Outcome, options: CollectOptions = {}): Promise<Collected> {
  const collected = await read(outcome, options)
  return outcome.blocks === undefined ? collected : { ...collected, blocks: outcome.blocks }
}

async function read(outcome: Outcome, options: CollectOptions): Promise<Collected> {
  const { metadata } = outcome
  if (outcome.kind === 'value') return { kind: 'json', value: outcome.value, metadata }
  const { mediaType } = outcome
  const isText = mediaType.startsWith('text/')
  const decoder = new TextDecoder()
  const parts: Uint8Array[] = []
  for await (const part of outcome.chunks) {
    parts.push(part)
    const text = isText ? decoder.decode(part, { stream: true }) : ''
    if (text !== '') options.onText?.(text)
  }
  const bytes = Buffer.concat(parts)
  if (bytes.length === 0) return { kind: 'empty', metadata }
  if (mediaType.startsWith('application/json')) return { kind: 'json', value: JSON.parse(bytes.toString()) as JsonValue, metadata }
  return isText ? { kind: 'text', text: bytes.toString(), mediaType, metadata } : { kind: 'bytes', bytes, mediaType, metadata }
}
