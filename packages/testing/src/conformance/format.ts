import assert from 'node:assert/strict'
import {
  API_VERSION,
  type CompileContext,
  type Decoder,
  type FormatPlugin,
  type JsonObject,
  type JsonValue,
  type Problem,
} from '@naftiko/plugin-api'
import { capturedLog } from '../captured-log.ts'
import type { Check } from './check.ts'
import { assertJson } from './schema-shape.ts'
import { sideEffectsOf } from './side-effects.ts'

export interface FormatSample {
  make(): FormatPlugin
  /** What the operation says as `outputSchema`. Default: nothing. */
  readonly schema?: JsonValue
  /** Files beside the document, by the names that the format reads them under. */
  readonly files?: Readonly<Record<string, string>>
  readonly bytes: Uint8Array
  readonly expected: JsonValue
  /** Bytes that are not of the format. Left out for a format that takes any. */
  readonly broken?: Uint8Array
}

/** Checks a format against the contract. */
export function formatConformance(sample: FormatSample): readonly Check[] {
  const { bytes, expected, broken } = sample
  return [
    { title: 'says what it is: kind, type, name and the version of the contract', run: async () => assertIdentity(sample.make()) },
    { title: 'compiles without a socket, a timer, a process or the environment', run: () => assertPure(sample) },
    { title: 'decodes the sample', run: async () => assert.deepEqual(await decoded(sample), expected) },
    { title: 'gives nothing but JSON', run: async () => assertJson(await decoded(sample), 'the decoded value') },
    { title: 'decodes without changing the bytes, again and at the same time', run: () => assertRepeatable(sample) },
    {
      title: 'reads only the bytes that it is given, wherever they lie in memory',
      run: async () => assert.deepEqual(await (await compiled(sample))(inTheMiddle(bytes)), expected),
    },
    ...(broken === undefined
      ? []
      : [{ title: 'rejects broken bytes with an error that says what is wrong', run: () => assertRejects(sample, broken) }]),
  ]
}

function assertIdentity(plugin: FormatPlugin): void {
  assert.equal(plugin.kind, 'format', 'kind')
  assert.equal(plugin.apiVersion, API_VERSION, 'apiVersion')
  assert.match(plugin.type, /^[A-Za-z][\w.+-]*$/, 'type should be one word')
  assert.ok(typeof plugin.name === 'string' && plugin.name !== '', 'name should be the name of the package')
}

async function assertPure(sample: FormatSample): Promise<void> {
  // Once before: what happens while modules are loaded for the first time is not the doing of compile.
  await compiled(sample)
  const { effects } = await sideEffectsOf(() => compiled(sample))
  assert.deepEqual(effects, [], 'compile should do nothing that can be seen from outside')
}

/** The decoder of the sample. What a format reports about a sample without mistakes is a mistake of the format. */
async function compiled({ make, schema = null, files = {} }: FormatSample): Promise<Decoder> {
  const options: JsonObject = { schema }
  const problems: Problem[] = []
  const decode = await make().compile(Object.freeze(options), contextOf(files, problems))
  assert.deepEqual(problems, [], 'the sample should be without problems')
  assert.equal(typeof decode, 'function', 'compile should give a function')
  return decode
}

function contextOf(files: Readonly<Record<string, string>>, problems: Problem[]): CompileContext {
  const outside = (): never => assert.fail('a format has a log, report and read; the rest belongs to entries')
  return {
    log: capturedLog(),
    report: (problem) => void problems.push(problem),
    read: async (location) => {
      if (!Object.hasOwn(files, location)) throw Object.assign(new Error(`there is no ${location}`), { code: 'ENOENT' })
      return new TextEncoder().encode(files[location])
    },
    template: outside,
    locate: outside,
    mapping: outside,
    projection: outside,
    decoder: outside,
    validator: outside,
    collect: outside,
  }
}

async function decoded(sample: FormatSample): Promise<JsonValue> {
  return (await compiled(sample))(sample.bytes)
}

async function assertRepeatable(sample: FormatSample): Promise<void> {
  const decode = await compiled(sample)
  const bytes = Uint8Array.from(sample.bytes)
  const results = await Promise.all([decode(bytes), decode(bytes), decode(bytes)])
  for (const result of results) assert.deepEqual(result, sample.expected)
  assert.deepEqual(bytes, Uint8Array.from(sample.bytes), 'the bytes should be as they were')
}

/** The same bytes with others around them, as they lie in a buffer that several answers share. */
function inTheMiddle(bytes: Uint8Array): Uint8Array {
  const around = new Uint8Array(bytes.length + 16).fill(0x7b)
  around.set(bytes, 8)
  return around.subarray(8, 8 + bytes.length)
}

async function assertRejects(sample: FormatSample, broken: Uint8Array): Promise<void> {
  const decode = await compiled(sample)
  await assert.rejects(
    async () => decode(broken),
    (error) => error instanceof Error && error.message !== '',
    'broken bytes should be rejected with an Error',
  )
}
