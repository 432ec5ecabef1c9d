import assert from 'node:assert/strict'
import type { BinderPlugin, BindsEntry } from '@naftiko/plugin-api'
import { capturedLog } from '../captured-log.ts'
import { type Bench, bench, type Later, now } from './bench.ts'
import type { Check } from './check.ts'
import { pluginChecks } from './plugin-checks.ts'
import { within } from './within.ts'

export interface BinderSample {
  make(): BinderPlugin
  /** An entry of `binds`, without mistakes. */
  readonly entry: Later<BindsEntry>
  /** The values that its variables have. Variables of the entry that are not among these have none. */
  readonly expected: Readonly<Record<string, string>>
  /** A key that the source does not know. Default: one that nobody has. */
  readonly unknownKey?: string
}

/** The variable that the suite adds to every entry, to see what becomes of one without a value. */
const UNSET = 'NAFTIKO_CONFORMANCE_UNSET'

/** Checks a binder against the contract. */
export function binderConformance(sample: BinderSample): readonly Check[] {
  const entry = async (): Promise<BindsEntry> => {
    const given = await now(sample.entry)
    return { ...given, keys: { ...given.keys, [UNSET]: sample.unknownKey ?? 'naftiko-conformance-unset' } }
  }
  const on = bench({ make: () => sample.make(), document: async () => ({ binds: [await entry()] }) })
  return [
    ...pluginChecks('binder', () => sample.make(), on),
    { title: 'gives the values, and leaves out what is not set', run: async () => assert.deepEqual(await resolved(on), sample.expected) },
    { title: 'gives values that are texts', run: async () => assertTexts(await resolved(on)) },
    {
      title: 'can be asked again',
      run: async () => {
        const node = await on.compile()
        assert.deepEqual({ ...(await node.resolve(resolveContext())) }, { ...(await node.resolve(resolveContext())) })
      },
    },
    { title: 'does not stop a host for what is not set; the host names it', run: () => assertMissing(on) },
  ]
}

function resolveContext(): { readonly signal: AbortSignal; readonly log: ReturnType<typeof capturedLog> } {
  return { signal: new AbortController().signal, log: capturedLog() }
}

async function resolved(on: Bench<BinderPlugin>): Promise<Readonly<Record<string, string>>> {
  const node = await on.compile()
  return { ...(await within(node.resolve(resolveContext()), 'the end of resolve()')) }
}

function assertTexts(values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values)) assert.equal(typeof value, 'string', `the value of ${name}`)
}

async function assertMissing(on: Bench<BinderPlugin>): Promise<void> {
  const host = await on.host()
  await host.start()
  try {
    assert.ok(Object.values(host.missingVariables).flat().includes(UNSET), `the host should know that ${UNSET} is not set`)
  } finally {
    await host.stop({ graceMs: 0 })
  }
}
